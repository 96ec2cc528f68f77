"""What the person does: curves over time, the same on every run.

Every function takes the frames' times in seconds and returns an array of that length.
"""

from dataclasses import dataclass

import numpy as np

FPS, SECONDS = 30, 8
BLINKS = [0.75, 2.35, 3.7, 4.0, 5.6, 6.9]  # s, when the lids start to fall; one is a double blink

# Phrases as (start, end) in s, and the pause between them in which the lips are closed or nearly.
PHRASES = [(0.35, 1.75), (2.15, 4.05), (4.5, 5.75), (6.1, 7.6)]
SYLLABLES_A_SECOND = 4.3  # plain talking


@dataclass
class Motion:
    """One array an item, one value a frame. Angles in degrees, lengths in pixels of the clip."""

    yaw: np.ndarray
    pitch: np.ndarray
    roll: np.ndarray
    shift: np.ndarray  # N x 2, of head and shoulders together
    scale: np.ndarray
    gap: np.ndarray  # between the lips
    round: np.ndarray  # 0..1
    blink: np.ndarray  # 0..1
    brow: np.ndarray  # 0..1
    gaze: np.ndarray  # N x 2, of the irises
    light: np.ndarray  # gain


def perform(seed):
    """The whole clip's motion."""
    rng = np.random.default_rng(seed)
    t = np.arange(FPS * SECONDS) / FPS
    yaw = _keys(
        t, [(0, 0), (0.8, 2), (1.9, 24), (2.6, 22), (3.9, -24), (4.6, -23), (5.5, 6), (6.2, 1), (7.1, -7), (8, 0)]
    )
    pitch = _keys(
        t,
        [
            (0, 0),
            (1.2, -2),
            (2.2, 3),
            (3.2, -1),
            (4.3, 3),
            (5.2, -4),
            (5.6, 3.5),
            (6.0, -3.5),
            (6.5, 2),
            (7.3, -1),
            (8, 0),
        ],
    )
    roll = _keys(t, [(0, 0), (1.5, 2), (2.6, -2.5), (4.2, 3), (5.4, -1.5), (6.6, 2), (8, 0)])
    shift = np.stack(
        [_keys(t, [(0, 0), (1.9, 7), (3.9, -9), (5.6, 3), (8, 0)]), _keys(t, [(0, 0), (2.5, 3), (5, -2), (8, 0)])], 1
    )
    drift = lambda amount: amount * _wander(t, rng)
    gap, round_ = _speech(t, rng)
    gaze = np.stack([-0.11 * yaw + drift(0.5), 0.05 * pitch + drift(0.2)], 1)
    return Motion(
        yaw=yaw + drift(0.5),
        pitch=pitch + drift(0.4) + 0.10 * (gap - gap.mean()),
        roll=roll + drift(0.3),
        shift=shift + np.stack([drift(0.8), drift(0.6)], 1),
        scale=_keys(t, [(0, 1), (2, 1.012), (4.2, 0.985), (5.8, 1.02), (8, 1)]),
        gap=gap,
        round=round_,
        blink=_blinks(t),
        brow=np.clip(
            _keys(t, [(0, 0), (1.4, 0.1), (2.4, 0.9), (3.0, 0.1), (4.7, 0.8), (5.3, 0.0), (6.4, 0.6), (8, 0)]), -0.2, 1
        ),
        gaze=gaze,
        light=1 + 0.006 * _wander(t, rng),
    )


def _keys(t, keys):
    """Passes through (time, value) keys with a standstill at each: how heads move."""
    times, values = np.array(keys, float).T
    i = np.clip(np.searchsorted(times, t, side="right") - 1, 0, len(times) - 2)
    s = np.clip((t - times[i]) / (times[i + 1] - times[i]), 0, 1)
    return values[i] + (values[i + 1] - values[i]) * s**3 * (10 - 15 * s + 6 * s * s)


def _wander(t, rng):
    """Slow, small, unit-sized unrest: four sines between .2 and 1.3 Hz."""
    rates, phases = rng.uniform(0.2, 1.3, 4), rng.uniform(0, 2 * np.pi, 4)
    return sum(np.sin(2 * np.pi * r * t + p) for r, p in zip(rates, phases)) / 2


def _speech(t, rng):
    """Gap between the lips in pixels, and their rounding: syllables of uneven length and stress."""
    rest = 2.5
    gap = np.full(len(t), rest)
    round_ = np.full(len(t), 0.15)
    for start, end in PHRASES:
        now = start
        while now < end:
            length = rng.uniform(0.75, 1.35) / SYLLABLES_A_SECOND
            peak = rng.choice([10.0, 16.0, 22.0, 28.0], p=[0.25, 0.35, 0.25, 0.15])
            rounded = rng.choice([0.0, 0.3, 0.9], p=[0.4, 0.35, 0.25])
            shape = np.clip(1 - np.abs((t - now - length / 2) / (length * 0.62)), 0, 1)
            bell = np.sin(shape * np.pi / 2) ** 2
            gap += (peak * (1 - 0.35 * rounded) - rest) * bell
            round_ += rounded * bell
            now += length
    # A jaw has mass: nothing faster than about 8 Hz.
    kernel = np.array([0.25, 0.5, 0.25])
    soft = lambda v: np.convolve(np.pad(v, 1, mode="edge"), kernel, "valid")
    return np.clip(soft(gap), 1.0, 32.0), np.clip(soft(round_), 0, 1)


def _blinks(t):
    """Lids fall in 80 ms, stay 50 ms, rise in 150 ms."""
    closed = np.zeros(len(t))
    for start in BLINKS:
        fall = np.clip((t - start) / 0.08, 0, 1)
        rise = np.clip((t - start - 0.13) / 0.15, 0, 1)
        closed = np.maximum(closed, np.sin(fall * np.pi / 2) ** 2 * np.cos(rise * np.pi / 2) ** 2 * (t >= start))
    return closed
