"""The astronaut's photo taken apart: wall, suit, a head as a 3-D mesh, eyes, and the inside of the mouth.

"Photo" coordinates are pixels of the 512 x 512 photo; "stage" coordinates are pixels of the
640 x 480 clip at rest, twice as fine. All planes here are in stage coordinates at twice the clip's
resolution (SUPER), so that edges come out smooth when the frame is scaled down.
"""

import cv2
import facemesh as fm
import numpy as np
from scipy.spatial import Delaunay

WIDTH, HEIGHT = 640, 480
ZOOM = 2.0  # stage pixels a photo pixel: the face becomes about 220 pixels tall
CORNER = np.array([66.0, 7.0])  # the photo pixel at the stage's upper left corner
MARGIN = 40  # stage pixels of photo kept around the stage, since head and suit move
SUPER = 2

# Outlines drawn by hand on the photo, in its pixels; GrabCut then finds the edge near them.
HEAD = [
    (231, 15), (215, 18), (200, 24), (190, 31), (176, 41), (163, 50), (156, 60), (153, 70),
    (153, 82), (155, 96), (160, 107), (168, 116), (171, 121), (173, 127), (178, 131), (182, 132),
    (182, 138), (184, 148), (185, 158), (186, 170), (187, 178), (193, 183), (205, 186), (218, 188),
    (230, 190), (238, 190), (250, 187), (253, 182), (256, 170), (258, 163), (262, 155), (266, 145),
    (267, 137), (272, 136), (277, 133), (280, 127), (287, 121), (294, 113), (299, 104), (301, 92),
    (301, 80), (299, 68), (296, 58), (290, 45), (280, 34), (265, 24), (250, 17), (240, 15),
]  # fmt: skip
SUIT = [
    (30, 300), (42, 275), (60, 250), (80, 231), (100, 211), (111, 205), (113, 190), (118, 177),
    (128, 164), (143, 153), (160, 148), (186, 148), (205, 151), (222, 156), (239, 164), (255, 174), (268, 179),
    (285, 193), (298, 210), (304, 228), (306, 234), (325, 244), (340, 257), (352, 280), (360, 300),
]  # fmt: skip
# The collar's ring where the head hides it: middle of the band, and the band's width.
HIDDEN_RING, RING_WIDTH = (
    [(178, 150.5), (187, 150.7), (205, 153.5), (221, 158.5), (238, 166.5), (256, 177.0), (262, 181)],
    5.0,
)
NECK_NEAR = 183.0  # photo row below which there is only neck
NECK_TOP, NECK_END = 138.0, 187.0  # photo rows between which the neck stops following the head


class Portrait:
    """Everything that does not change from frame to frame."""

    def __init__(self, photo, mesh, topology):
        face = mesh.find(photo)
        if face is None:
            raise SystemExit("no face found in the portrait: is it the right picture?")
        self.stage_face = to_stage(face.points)
        self._fine, self._origin = _fine_photo(photo)
        head, suit = self._mattes()
        self.wall = self._wall(_dilate(np.maximum(head, suit), 9 * SUPER))
        self.suit = _rgba(self._whole_suit(head, suit), suit)
        self.skin = _rgba(_spread(self._fine, head > 0.9, 1), head)
        self.head_mesh = HeadMesh(
            self.stage_face,
            topology,
            cv2.resize(head, None, fx=1 / SUPER, fy=1 / SUPER, interpolation=cv2.INTER_AREA),
            self._origin,
        )
        self.eyes = self._eyes()
        self.mouth = self._mouth()

    def texture_of(self, stage_points):
        """Where stage points lie in this portrait's planes."""
        return (np.asarray(stage_points, np.float64)[..., :2] - self._origin) * SUPER

    def _outline(self, photo_points):
        points = self.texture_of((np.array(photo_points, np.float64) - CORNER) * ZOOM)
        mask = np.zeros(self._fine.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.round(points).astype(np.int32)], 255)
        return mask

    def _mattes(self):
        head, suit = self._outline(HEAD), self._outline(SUIT)
        head = _cut(self._fine, head, 7 * SUPER)
        # The suit's edge is cut against the wall only: the head lies over it and says nothing.
        suit = _cut(self._fine, suit, 6 * SUPER, ignore=_dilate(head, 8 * SUPER) > 0.5)
        blur = lambda m, sigma: cv2.GaussianBlur(m, (0, 0), sigma * SUPER)
        # GrabCut's steps go first: where the head turns into view, its edge is drawn out and would look torn.
        even = lambda m: (blur(m, 3.0) > 0.5).astype(np.float32)
        steep = lambda m: np.clip((blur(even(m), 1.2) - 0.35) / 0.5, 0, 1)  # half a pixel inwards: no rim of wall
        return steep(head), steep(suit)

    def _wall(self, person):
        filled = _spread(self._fine, person < 0.01, 6)
        return cv2.GaussianBlur(filled, (0, 0), 5 * SUPER)

    def _whole_suit(self, head, suit):
        """The suit with what the head hides: darkness inside the collar, and the collar's ring going round."""
        seen = (suit > 0.98) & (_dilate(head, 2 * SUPER) < 0.02)
        filled = _spread(self._fine, seen, 3)
        at = lambda points: np.round(self.texture_of((np.array(points, np.float64) - CORNER) * ZOOM)).astype(np.int32)
        x, y = at([(182.0, 150.5)])[0]
        colour = np.median(self._fine[y - 3 : y + 4, x - 12 : x].reshape(-1, 3), axis=0)
        band = np.zeros(suit.shape, np.float32)
        cv2.polylines(band, [at(HIDDEN_RING)], False, 1.0, int(RING_WIDTH * ZOOM * SUPER), cv2.LINE_AA)
        hidden = cv2.GaussianBlur((~seen).astype(np.float32), (0, 0), 1.5 * SUPER)
        band = (cv2.GaussianBlur(band, (0, 0), SUPER) * np.clip(2 * hidden - 0.5, 0, 1))[:, :, None]
        return colour * band + filled * (1 - band)

    def _eyes(self):
        """Eyeballs: the opened eye's pixels, continued outwards so that the gaze can move within the lids."""
        mask = np.zeros(self._fine.shape[:2], np.uint8)
        for ring in (fm.RIGHT_EYE, fm.LEFT_EYE):
            cv2.fillPoly(mask, [np.round(self.texture_of(self.stage_face[ring])).astype(np.int32)], 255)
        inner = cv2.erode(mask, np.ones((3, 3), np.uint8))
        return _spread(self._fine, inner > 0, 1)

    def _mouth(self):
        """The cavity behind the lips: the photo's upper teeth on darkness, with a hint of a tongue."""
        shape = self._fine.shape[:2]
        ring = self.texture_of(self.stage_face[fm.INNER_LIP])
        opening = np.zeros(shape, np.uint8)
        cv2.fillPoly(opening, [np.round(ring).astype(np.int32)], 255)
        opening = cv2.erode(opening, np.ones((3, 3), np.uint8))
        teeth = cv2.GaussianBlur((opening > 0).astype(np.float32), (0, 0), 0.9 * SUPER)[:, :, None]
        below = self.texture_of(self.stage_face[[14]])[0, 1]
        # Rows below the teeth, in stage pixels: first black, then the tongue's back comes up.
        row = ((np.arange(shape[0]) - below) / SUPER)[:, None, None]
        tongue = np.clip((row - 9) / 16, 0, 1)
        dark = np.array([20, 17, 36], np.float32) * (1 - tongue) + np.array([58, 52, 112], np.float32) * tongue
        dark = dark + np.zeros((*shape, 3), np.float32)
        return self._fine * teeth * 0.9 + dark * (1 - teeth)


class HeadMesh:
    """Face mesh and the rest of the head as one triangle mesh in stage coordinates, with its movements.

    positions V x 3; follow V: 1 turns with the head, 0 stays with the shoulders; the movements are
    V x 3 offsets at full strength.
    """

    SPACING = 9  # of the vertices around the face
    AXIS = 92.0  # depth of the neck's axis, about which the head turns
    SILHOUETTE = 58.0  # depth of the hair's and the jaw's outline
    NECK_DEPTH = 45.0  # of the front of the neck

    def __init__(self, face, topology, matte, origin):
        face = face.copy()
        face[:, 2] = self._flatter(face[:, 2])
        outer = self._outer_points(face, matte, origin)
        self.positions = np.concatenate([face, np.c_[outer, np.zeros(len(outer))]])
        outside = self._outer_triangles()
        holes = [set(fm.INNER_LIP), set(fm.RIGHT_EYE), set(fm.LEFT_EYE)]
        is_hole = np.array([[set(t) <= h for h in holes] for t in topology.triangles.tolist()])
        self.eye_triangles = topology.triangles[is_hole[:, 1] | is_hole[:, 2]]
        self.mouth_triangles = topology.triangles[is_hole[:, 0]]
        self.triangles = np.concatenate([topology.triangles[~is_hole.any(1)], outside])
        self._smooth = _Smooth(len(self.positions), self.triangles)
        self.positions[468:, 2] = self._outer_depth(face, outer, matte, origin)
        neck = to_stage(np.array([[0, NECK_TOP], [0, NECK_END]]))[:, 1]
        t = np.clip((self.positions[:, 1] - neck[0]) / (neck[1] - neck[0]), 0, 1)
        self.follow = np.ones(len(self.positions))
        self.follow[468:] = (1 - 0.85 * t * t * (3 - 2 * t))[468:]
        self.pivot = np.array([*to_stage(np.array([[226.0, 152.0]]))[0], self.AXIS])
        self._make_movements()

    @staticmethod
    def _flatter(depth, knee=18.0, slope=0.55):
        """The cheeks' sides are seen almost edge-on in the photo: turned at their true depth, few pixels
        would be drawn out over many."""
        return np.where(depth > knee, knee + slope * (depth - knee), depth)

    def _outer_points(self, face, matte, origin):
        oval = np.round(face[fm.OVAL, :2]).astype(np.float32)
        room = cv2.dilate((matte > 0.02).astype(np.uint8), np.ones((25, 25), np.uint8))
        points = []
        for y in range(0, room.shape[0], self.SPACING):
            for x in range(0, room.shape[1], self.SPACING):
                p = (x + origin[0], y + origin[1])
                if room[y, x] and cv2.pointPolygonTest(oval[:, None], p, True) < -0.9 * self.SPACING:
                    points.append(p)
        return np.array(points, np.float64)

    def _outer_depth(self, face, outer, matte, origin):
        """Smooth from the mesh's rim back to the silhouette, which lies in the plane of the neck's axis."""
        column, row = np.round(outer - origin).astype(int).T
        known = {i: (0, 0, face[i, 2]) for i in fm.OVAL}
        known |= {i: (0, 0, z) for i, z in enumerate(face[:, 2]) if i not in known}
        neck = to_stage(np.array([[0, NECK_NEAR]]))[0, 1]
        for n, y in enumerate(outer[:, 1]):
            if matte[row[n], column[n]] < 0.5:
                known[468 + n] = (0, 0, self.SILHOUETTE)
            elif y > neck:
                known[468 + n] = (0, 0, self.NECK_DEPTH)
        return self._smooth.spread(known)[468:, 2]

    def _outer_triangles(self):
        index = np.concatenate([fm.OVAL, np.arange(468, len(self.positions))])
        found = Delaunay(self.positions[index, :2]).simplices
        middle = self.positions[index[found], :2].mean(1)
        oval = self.positions[fm.OVAL, :2].astype(np.float32)[:, None]
        outside = [cv2.pointPolygonTest(oval, (float(x), float(y)), False) < 0 for x, y in middle]
        sides = np.linalg.norm(np.diff(self.positions[index[found][:, [0, 1, 2, 0]], :2], axis=1), axis=2)
        return index[found][np.array(outside) & (sides.max(1) < 4 * self.SPACING)]

    def _make_movements(self):
        p = self.positions
        size = len(p)
        smooth = self._smooth
        brows = [70, 63, 105, 66, 107, 46, 53, 52, 65, 55, 300, 293, 334, 296, 336, 276, 283, 282, 295, 285]
        nose = [1, 2, 4, 5, 6, 168, 197, 195, 98, 327, 64, 294, 48, 278]
        still = {i: (0, 0, 0) for i in [*brows, *nose, 33, 133, 362, 263, 127, 356, 234, 454, 10, 93, 323]}
        still |= {i: (0, 0, 0) for i in range(468, size) if self.follow[i] < 0.5 or p[i, 1] < p[93, 1]}
        upper_lip = [0, 37, 267, 39, 269, 11, 12, 72, 302, 38, 268, *fm.INNER_LIP_UPPER]
        upper = {i: (0, 0, 0) for i in upper_lip}

        # The jaw swings down, and a little back: one pixel of gap between the lips at full strength 1.
        half = np.linalg.norm(p[308] - p[78]) / 2
        middle = (p[308] + p[78]) / 2

        def drop(i):
            across = min(1.0, abs(p[i, 0] - middle[0]) / half)
            return 0.35 + 0.65 * np.sqrt(1 - across**2)

        lower_lip = [*fm.INNER_LIP_LOWER, 17, 84, 314, 16, 15, 85, 315, 181, 405, 91, 321, 146, 375]
        jaw = {i: (0, drop(i), 0.25 * drop(i)) for i in lower_lip}
        contour = {152: 0.95, 148: 0.93, 377: 0.93, 176: 0.88, 400: 0.88, 149: 0.78, 378: 0.78, 150: 0.66, 379: 0.66,
                   136: 0.5, 365: 0.5, 172: 0.34, 397: 0.34, 58: 0.18, 288: 0.18, 132: 0.05, 361: 0.05,
                   61: 0.3, 291: 0.3, 78: 0.35, 308: 0.35, 18: 1.0, 200: 0.98, 199: 0.97, 175: 0.96}  # fmt: skip
        jaw |= {i: (0, w, 0.25 * w) for i, w in contour.items()}
        self.jaw = smooth.spread(still | upper | jaw)

        # The lips meet: full strength closes them.
        gap = p[fm.INNER_LIP_UPPER] - p[fm.INNER_LIP_LOWER]
        meet = {i: 0.72 * g for i, g in zip(fm.INNER_LIP_LOWER, gap)}
        meet |= {i: -0.28 * g for i, g in zip(fm.INNER_LIP_UPPER, gap)}
        meet |= {152: (0, -3.5, 0), 148: (0, -3.3, 0), 377: (0, -3.3, 0), 78: (0, 0, 0), 308: (0, 0, 0)}
        self.meet = smooth.spread(still | meet)

        # The corners come in, as for an "o", which also takes back the smile.
        inward = {61: 1.0, 291: 1.0, 78: 1.0, 308: 1.0, 57: 0.8, 287: 0.8, 216: 0.5, 436: 0.5, 212: 0.6, 432: 0.6}
        round_ = {i: (np.sign(middle[0] - p[i, 0]) * 12 * w, 3.0 * w, -5 * w) for i, w in inward.items()}
        round_ |= {0: (0, 1, -6), 17: (0, -1, -6), 13: (0, 1, -4), 14: (0, -1, -4), 152: (0, 0, 0)}
        self.round = smooth.spread(still | round_)

        # The upper lids fall onto the lower ones.
        blink = dict(still)
        for over, under in (
            (fm.RIGHT_LID_UPPER, fm.RIGHT_LID_LOWER),
            (fm.LEFT_LID_UPPER, fm.LEFT_LID_LOWER),
        ):
            for i, j in zip(over, under):
                fall = p[j] - p[i]
                blink |= {i: fall * 0.97 + [0, 0, -1.5], j: -fall * 0.08}
        self.blink = smooth.spread(blink)
        brow = {i: (0, -5, 0) for i in brows} | {i: (0, 0, 0) for i in [*fm.RIGHT_EYE, *fm.LEFT_EYE]}
        self.brow = smooth.spread(still | brow)


class _Smooth:
    """Spreads offsets that are known at some vertices over a mesh, as smoothly as its bending allows."""

    def __init__(self, size, triangles):
        link = np.zeros((size, size))
        for a, b in ((0, 1), (1, 2), (2, 0)):
            link[triangles[:, a], triangles[:, b]] = link[triangles[:, b], triangles[:, a]] = 1
        degree = np.maximum(link.sum(1), 1)
        laplace = np.eye(size) - link / degree[:, None]
        # Mostly bending, a little stretching: pure bending overshoots between far constraints.
        self._energy = laplace.T @ laplace + 0.1 * (np.diag(link.sum(1)) - link) / 6 + 1e-9 * np.eye(size)

    def spread(self, known):
        index = np.array(sorted(known))
        value = np.array([np.asarray(known[i], np.float64) for i in index])
        free = np.setdiff1d(np.arange(len(self._energy)), index)
        out = np.zeros((len(self._energy), 3))
        out[index] = value
        out[free] = np.linalg.solve(
            self._energy[np.ix_(free, free)], -self._energy[np.ix_(free, index)] @ value
        )  # fmt: skip
        return out


def to_stage(photo_points):
    """Photo pixels to stage pixels; a third coordinate is scaled alike."""
    points = np.asarray(photo_points, np.float64).copy()
    points[:, :2] = (points[:, :2] - CORNER) * ZOOM
    points[:, 2:] *= ZOOM
    return points


def _fine_photo(photo):
    """The stage and its margin at SUPER resolution, mildly sharpened since the photo is enlarged."""
    origin = np.array([-MARGIN, -MARGIN], np.float64)
    origin[1] = max(origin[1], -CORNER[1] * ZOOM)
    scale = ZOOM * SUPER
    size = (int((WIDTH + 2 * MARGIN) * SUPER), int((HEIGHT + MARGIN - origin[1]) * SUPER))
    start = CORNER + origin / ZOOM
    place = np.array([[1 / scale, 0, start[0] + 0.5 / scale - 0.5], [0, 1 / scale, start[1] + 0.5 / scale - 0.5]])
    fine = cv2.warpAffine(
        photo, place, size, flags=cv2.INTER_LANCZOS4 | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    sharp = fine + 0.5 * (fine - cv2.GaussianBlur(fine, (0, 0), 1.5 * SUPER))
    return np.clip(sharp, 0, 255), origin


def _cut(picture, outline, band, ignore=None):
    """GrabCut within a band along an outline; returns a 0..1 matte."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (band, band))
    sure, maybe = cv2.erode(outline, kernel), cv2.dilate(outline, kernel)
    label = np.where(sure > 0, cv2.GC_FGD, cv2.GC_BGD).astype(np.uint8)
    label[(maybe > 0) & (sure == 0)] = cv2.GC_PR_BGD
    label[(outline > 0) & (sure == 0)] = cv2.GC_PR_FGD
    if ignore is not None:
        label[ignore & (outline > 0)] = cv2.GC_FGD
        label[ignore & (outline == 0)] = cv2.GC_BGD
    cv2.setRNGSeed(1)
    cv2.grabCut(picture.astype(np.uint8), label, None, np.zeros((1, 65)), np.zeros((1, 65)), 3, cv2.GC_INIT_WITH_MASK)
    cut = ((label == cv2.GC_FGD) | (label == cv2.GC_PR_FGD)).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
    return cv2.morphologyEx(cv2.morphologyEx(cut, cv2.MORPH_OPEN, kernel), cv2.MORPH_CLOSE, kernel).astype(np.float32)


def _dilate(mask, pixels):
    return cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * pixels + 1, 2 * pixels + 1)))


def _spread(picture, known, softness):
    """Fills what is not known from its surroundings, coarse to fine, keeping the known pixels."""
    weight = known.astype(np.float32)
    levels = [(picture * weight[:, :, None], weight)]
    while min(levels[-1][1].shape) > 4:
        colour, amount = levels[-1]
        levels.append((cv2.pyrDown(colour), cv2.pyrDown(amount)))
    filled = levels[-1][0] / np.maximum(levels[-1][1], 1e-6)[:, :, None]
    for colour, amount in reversed(levels[:-1]):
        filled = cv2.pyrUp(filled, dstsize=amount.shape[::-1])
        share = np.clip(amount * 4, 0, 1)[:, :, None]
        filled = colour / np.maximum(amount, 1e-6)[:, :, None] * share + filled * (1 - share)
    if softness > 1:
        soft = cv2.GaussianBlur(weight, (0, 0), softness)[:, :, None] * weight[:, :, None]
        filled = picture * soft + filled * (1 - soft)
    return filled


def _rgba(colour, alpha):
    """Premultiplied, so that warping and scaling leave no dark or bright rim."""
    return np.dstack([colour * alpha[:, :, None], alpha * 255]).astype(np.float32)
