"""A made-up lake, for trials and benchmarks: seeded, so that the same question always gets the same lake."""
