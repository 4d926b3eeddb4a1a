"""Services on shared devices in simulated time: an event loop for everything, recursions for plain queues."""
