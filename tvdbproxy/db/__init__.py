"""The truth: tables, sessions, and the two SQL dialects behind one face."""
