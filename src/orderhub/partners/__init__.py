"""Partners (对接): webhooks out to ERP and CRM, and what they state about orders."""
