"""What the operator needs around the conversation: logs, a sign of life, the clock."""
