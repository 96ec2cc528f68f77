"""MediaPipe's attention mesh as one module: pictures in, 478 points and a presence logit out.

The file has seven outputs: a base mesh, finer lips, two finer eyes with their brows, two irises, and the presence. Which
vertex each fine point stands for is said by MediaPipe's tensors_to_face_landmarks_with_attention graph (Apache-2.0).
"""

import torch

POINTS, IRISES = 468, 10

LIPS = [
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409,
    78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415,
    76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306, 184, 74, 73, 72, 11, 302, 303, 304, 408,
    62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12, 268, 271, 272, 407,
]  # fmt: skip
RIGHT_EYE = [
    33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110, 24, 23, 22, 26, 112, 243,
    247, 30, 29, 27, 28, 56, 190, 226, 31, 228, 229, 230, 231, 232, 233, 244, 113, 225, 224, 223, 222, 221, 189, 35, 124,
    46, 53, 52, 65, 143, 111, 117, 118, 119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107, 55, 193,
]  # fmt: skip
LEFT_EYE = [
    263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255, 339, 254, 253, 252, 256,
    341, 463, 467, 260, 259, 257, 258, 286, 414, 446, 261, 448, 449, 450, 451, 452, 453, 464, 342, 445, 444, 443, 442,
    441, 413, 265, 353, 276, 283, 282, 295, 372, 340, 346, 347, 348, 349, 350, 357, 465, 383, 300, 293, 334, 296, 336,
    285, 417,
]  # fmt: skip


class AttentionMesh(torch.nn.Module):
    """[N, 3, 192, 192] RGB 0..1 to points [N, 478, 3] in pixels of the picture and presence logits [N].

    The last ten points are the irises, the person's right one first, each with its middle before its rim; their z is
    that of the eye's corners.
    """

    def __init__(self, graph):
        super().__init__()
        self.network = graph
        fine = torch.arange(POINTS)
        for start, group in zip((POINTS, POINTS + 80, POINTS + 151), (LIPS, RIGHT_EYE, LEFT_EYE)):
            for row, vertex in enumerate(group):
                fine[vertex] = start + row
        self.register_buffer("fine", fine)

    def forward(self, picture):
        mesh, lips, right, left, right_iris, left_iris, presence = self.network(picture)
        mesh = mesh.reshape(-1, POINTS, 3)
        finer = [part.reshape(-1, count, 2) for part, count in ((lips, 80), (right, 71), (left, 71))]
        flat = torch.cat([mesh[:, :, :2]] + finer, 1)[:, self.fine]
        irises = torch.cat([right_iris.reshape(-1, 5, 2), left_iris.reshape(-1, 5, 2)], 1)
        right_z = (mesh[:, 33:34, 2:] + mesh[:, 133:134, 2:]) / 2
        left_z = (mesh[:, 263:264, 2:] + mesh[:, 362:363, 2:]) / 2
        depth = torch.cat([mesh[:, :, 2:], right_z.repeat(1, 5, 1), left_z.repeat(1, 5, 1)], 1)
        return torch.cat([torch.cat([flat, irises], 1), depth], 2), presence.reshape(-1)
