"""Stock (库存): goods, on hand, reservations, what each shop may sell."""
