"""Facts about AWS IoT as data, each with its source and the date it was read. Pure data: imports nothing."""
