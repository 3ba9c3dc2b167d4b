"""The revisions, one file each, named by its number; `bot.storage.versions.REVISIONS` lists them."""
