"""Pictures that applications give us: uploads, presigned uploads, pending images, jobs."""
