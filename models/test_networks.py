"""Two networks with the interface of swap_net.py and no weights: what comes out of the engine tells what the engine did."""

import torch
from torch import Tensor


class Mirror(torch.nn.Module):
    """Gives its crop: the frame must come back as it was."""

    def __init__(self):
        super().__init__()
        self.register_buffer("device_of", torch.zeros(1))

    @torch.jit.export
    def latent(self, embedding: Tensor) -> Tensor:
        return embedding

    def forward(self, target: Tensor, source: Tensor) -> Tensor:
        return target + self.device_of


class Paint(torch.nn.Module):
    """Paints the first three numbers of its source vector, as RGB: whose face came where can be seen."""

    def __init__(self):
        super().__init__()
        self.register_buffer("device_of", torch.zeros(1))

    @torch.jit.export
    def latent(self, embedding: Tensor) -> Tensor:
        return embedding

    def forward(self, target: Tensor, source: Tensor) -> Tensor:
        return source[:, 0:3, None, None].expand(-1, -1, target.size(2), target.size(3)) + self.device_of
