"""Pattern of a polled connector, copied by `make new-connector`; registered nowhere."""
