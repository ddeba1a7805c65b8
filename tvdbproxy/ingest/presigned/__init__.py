"""Pictures that clients put into the object store by themselves, at addresses given out here."""
