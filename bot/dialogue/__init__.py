"""The scripted conversation: pure, no I/O beyond reading script files, no clock, no await."""
