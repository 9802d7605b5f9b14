"""What the parts say to each other: settings, events, streams. Imports nothing else of ours."""
