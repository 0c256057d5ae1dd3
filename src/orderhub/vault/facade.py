"""What other slices and apps may ask of the vault."""

from orderhub.vault.blind import Kind, last4_of
from orderhub.vault.errors import QuotaUsedUp, RawGone
from orderhub.vault.mask import Profile, mask
from orderhub.vault.model import Held, Quota, Revealed, RevealRequest
from orderhub.vault.ring import Ring, blind
from orderhub.vault.seal import Record, seal_rows
from orderhub.vault.service.keys import check_master_key, load_ring, unlock
from orderhub.vault.service.people import destroy_month, erase, seal_many
from orderhub.vault.service.raw import keep_raw, keep_raw_under, open_raw, trim_raw
from orderhub.vault.service.reveal import load_quota, open_people, reveal
from orderhub.vault.service.rotation import rotate
from orderhub.vault.store.records import copy_people, latest_raw, take_people_refs, take_raw_refs

__all__ = [
    "Held",
    "Kind",
    "Profile",
    "Quota",
    "QuotaUsedUp",
    "RawGone",
    "Record",
    "RevealRequest",
    "Revealed",
    "Ring",
    "blind",
    "check_master_key",
    "copy_people",
    "destroy_month",
    "erase",
    "keep_raw",
    "keep_raw_under",
    "last4_of",
    "latest_raw",
    "load_quota",
    "load_ring",
    "mask",
    "open_people",
    "open_raw",
    "reveal",
    "rotate",
    "seal_many",
    "seal_rows",
    "take_people_refs",
    "take_raw_refs",
    "trim_raw",
    "unlock",
]
