"""Private ground of the constructs: ARNs, service roles, alarms, singletons, acknowledgements."""
