"""What a person wrote in their own words, as they may read it and take it along. Pure."""
