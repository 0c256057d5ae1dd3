"""What a connector is made of: contract, session, signing, throttle, windows."""
