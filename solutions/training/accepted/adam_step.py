"""Other right answers to `adam_step`."""
# ruff: noqa: PLR0913, PLR0917 - the signatures are the course's

import numpy as np


def state_in_a_dict(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """A dict of dicts that starts with zeros."""
    if state is None:
        zeros = {key: np.zeros(np.shape(value)) for key, value in params.items()}
        state = {"t": 0, "m": zeros, "v": dict(zeros)}
    t, m, v, new = state["t"] + 1, {}, {}, {}
    for key, value in params.items():
        m[key] = beta1 * state["m"][key] + (1 - beta1) * grads[key]
        v[key] = beta2 * state["v"][key] + (1 - beta2) * grads[key] * grads[key]
        m_hat = m[key] / (1 - beta1**t)
        v_hat = v[key] / (1 - beta2**t)
        new[key] = value - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, {"t": t, "m": m, "v": v}


def updates_the_state_in_place(
    params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8
):
    """One state object for the whole run."""
    if state is None:
        state = {"t": 0}
        for key in params:
            state["m" + key] = np.zeros(params[key].shape)
            state["v" + key] = np.zeros(params[key].shape)
    state["t"] += 1
    new = {}
    for key in params:
        m, v = state["m" + key], state["v" + key]
        m += (1 - beta1) * (grads[key] - m)
        v += (1 - beta2) * (grads[key] ** 2 - v)
        root = np.sqrt(v / (1 - beta2 ** state["t"]))
        new[key] = params[key] - lr / (1 - beta1 ** state["t"]) * m / (root + eps)
    return new, state


def state_is_an_object(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """A small class of its own."""

    class Memory:
        def __init__(self, steps, averages):
            self.steps = steps
            self.averages = averages

    old = state or Memory(0, dict.fromkeys(params, (0.0, 0.0)))
    memory, new = Memory(old.steps + 1, {}), {}
    for key, (m, v) in old.averages.items():
        m_new = beta1 * m + (1 - beta1) * grads[key]
        v_new = beta2 * v + (1 - beta2) * np.square(grads[key])
        memory.averages[key] = (m_new, v_new)
        m_hat = m_new / (1 - beta1**memory.steps)
        v_hat = v_new / (1 - beta2**memory.steps)
        new[key] = params[key] - lr * m_hat / (v_hat**0.5 + eps)
    return new, memory


def keeps_all_gradients(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """The averages are computed anew from all gradients so far."""
    history = [*(state or []), {key: np.array(grads[key]) for key in params}]
    t, new = len(history), {}
    for key in params:
        m = sum(
            (1 - beta1) * beta1 ** (t - 1 - i) * g[key] for i, g in enumerate(history)
        )
        v = sum(
            (1 - beta2) * beta2 ** (t - 1 - i) * g[key] ** 2
            for i, g in enumerate(history)
        )
        root = np.sqrt(v / (1 - beta2**t))
        new[key] = params[key] - lr * m / (1 - beta1**t) / (root + eps)
    return new, history


def keeps_the_powers(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Powers of the betas instead of a count."""
    m, v, power1, power2 = state or ({}, {}, 1.0, 1.0)
    power1, power2 = power1 * beta1, power2 * beta2
    m = {k: beta1 * m.get(k, 0) + (1 - beta1) * g for k, g in grads.items()}
    v = {k: beta2 * v.get(k, 0) + (1 - beta2) * g**2 for k, g in grads.items()}
    new = {}
    for k in params:
        root = np.sqrt(v[k] / (1 - power2))
        new[k] = params[k] - lr * (m[k] / (1 - power1)) / (root + eps)
    return new, (m, v, power1, power2)
