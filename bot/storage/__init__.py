"""The only room that speaks SQL: bytes in, bytes out, everything that a person wrote through the vault."""
