"""The command `lossproof`, one file per verb. What a command needs is imported when it runs."""
