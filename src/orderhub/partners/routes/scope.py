"""Who may do what with webhooks. They speak for all shops; who sees some has no part."""

from orderhub.access.facade import for_all_shops, policy

ALL = for_all_shops("webhooks concern all shops")
READ = [policy("partners.read"), ALL]
MANAGE = [policy("partners.manage"), ALL]
