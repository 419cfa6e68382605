"""From files to equations that know where they stand."""
