"""The parts of the pages that use a trained model: generate, denoise, find anomalies, compress."""
