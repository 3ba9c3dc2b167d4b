"""Is what the companion says good? `securebase dialogues check --content`, by the rules in `dialogues/checks.yaml`.

Rule: files are read as trees, folder by folder, so that a new folder needs data and no code. What has a number or a
word in it stands in checks.yaml; here stands how it is measured. Whether the files work is `bot.dialogue`'s matter.
"""
