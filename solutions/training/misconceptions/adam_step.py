"""Known wrong answers to `adam_step`."""
# ruff: noqa: PLR0913, PLR0917 - the signatures are the course's

import numpy as np


def no_bias_correction(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """The averages are used as they are.

    Hint: After the first step, how large is an average that began at 0?
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        m_hat = new_m[key]
        v_hat = new_v[key]
        new[key] = params[key] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (t, new_m, new_v)


def corrects_one_average(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Only the first average begins too small.

    Hint: Both averages begin at 0. Are both corrected?
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key]
        new[key] = params[key] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (t, new_m, new_v)


def count_stands_still(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Every step is a first step.

    Hint: How many steps has the state seen? The correction fades as they grow.
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        new[key] = params[key] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (0, new_m, new_v)


def eps_under_the_root(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Eps keeps the root from zero.

    Hint: eps is added to the root, not under it. With a large eps you can see the
    difference.
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        new[key] = params[key] - lr * m_hat / np.sqrt(v_hat + eps)
    return new, (t, new_m, new_v)


def forgets_the_root(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """The step is divided by the mean square.

    Hint: If all gradients were twice as large, would your steps stay the same?
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        new[key] = params[key] - lr * m_hat / (v_hat + eps)
    return new, (t, new_m, new_v)


def forgets_the_square(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """The second average is of the gradient too.

    Hint: The root of a negative average is nan. What is averaged?
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key]
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        new[key] = params[key] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (t, new_m, new_v)


def size_instead_of_square(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """The second average is of the absolute gradient.

    Hint: A mean of squares and a mean of sizes differ as soon as gradients change.
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * np.abs(grads[key])
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        new[key] = params[key] - lr * m_hat / (v_hat + eps)
    return new, (t, new_m, new_v)


def betas_swapped(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """beta1 belongs to the squares.

    Hint: Which average forgets faster? Try other betas by name.
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta2 * m.get(key, 0.0) + (1 - beta2) * grads[key]
        new_v[key] = beta1 * v.get(key, 0.0) + (1 - beta1) * grads[key] ** 2
        m_hat = new_m[key] / (1 - beta2**t)
        v_hat = new_v[key] / (1 - beta1**t)
        new[key] = params[key] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (t, new_m, new_v)


def shares_swapped(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Beta is the share of what is new.

    Hint: A beta near 1 means a long memory. Is yours long?
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = (1 - beta1) * m.get(key, 0.0) + beta1 * grads[key]
        new_v[key] = (1 - beta2) * v.get(key, 0.0) + beta2 * grads[key] ** 2
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        new[key] = params[key] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (t, new_m, new_v)


def uphill(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """The step follows the gradient.

    Hint: Adam walks downhill, too.
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        new[key] = params[key] + lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (t, new_m, new_v)


def no_momentum(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """The step is the gradient over its recent size.

    Hint: Two averages are remembered. Where is the first one used?
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        m_hat = grads[key]
        v_hat = new_v[key] / (1 - beta2**t)
        new[key] = params[key] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (t, new_m, new_v)


def forgets_the_state(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """The state starts anew in every call.

    Hint: What does the second step know of the first?
    """
    t, m, v = (0, {}, {})
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        new[key] = params[key] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (t, new_m, new_v)


def plain_descent(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """A step is lr times the gradient.

    Hint: How far does your first step go with a gradient of 0.0004? It should be about
    lr.
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        new[key] = params[key] - lr * grads[key]
    return new, (t, new_m, new_v)


def fixed_betas(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """The betas are what they always are.

    Hint: beta1, beta2 and eps may be given by name.
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = 0.9 * m.get(key, 0.0) + (1 - 0.9) * grads[key]
        new_v[key] = 0.999 * v.get(key, 0.0) + (1 - 0.999) * grads[key] ** 2
        m_hat = new_m[key] / (1 - 0.9**t)
        v_hat = new_v[key] / (1 - 0.999**t)
        new[key] = params[key] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (t, new_m, new_v)


def writes_over_the_params(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """A step changes the parameters.

    Hint: The old parameters should be the same afterwards.
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        params[key] -= lr * m_hat / (np.sqrt(v_hat) + eps)
        new[key] = params[key]
    return new, (t, new_m, new_v)


def one_size_for_each_array(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """Each array has one recent size.

    Hint: Every entry has its own recent size.
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * np.mean(grads[key] ** 2)
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        new[key] = params[key] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (t, new_m, new_v)


def remembers_for_itself(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """The function remembers; the state is for show.

    Hint: Two runs that take turns share your memory. Keep it in the state.
    """
    memory = remembers_for_itself.__dict__
    if state is None:
        memory.update(t=0, m={}, v={})
    memory["t"] += 1
    new = {}
    for key in params:
        m = beta1 * memory["m"].get(key, 0.0) + (1 - beta1) * grads[key]
        v = beta2 * memory["v"].get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        memory["m"][key], memory["v"][key] = m, v
        root = np.sqrt(v / (1 - beta2 ** memory["t"]))
        new[key] = params[key] - lr * m / (1 - beta1 ** memory["t"]) / (root + eps)
    return new, "remembered"


def returns_both_averages(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """What has to be remembered is returned.

    Hint: Two things are returned: the parameters, and one state that holds the rest.
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        new[key] = params[key] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (t, new_m, new_v), t


def one_memory_for_all_runs(
    params,
    grads,
    state,
    lr,
    beta1=0.9,
    beta2=0.999,
    eps=1e-8,
    first=[0, {}, {}],  # noqa: B006
):
    """A state that is made in the first line of the function is new in every run.

    Hint: The first run is right, the second begins with what the first remembered. A
    default is made once, when the function is defined.
    """
    state = first if state is None else state
    state[0] += 1
    t, m, v = state
    new = {}
    for key in params:
        m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        root = np.sqrt(v[key] / (1 - beta2**t))
        new[key] = params[key] - lr * m[key] / (1 - beta1**t) / (root + eps)
    return new, state


def caps_eps(params, grads, state, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    """A large eps cannot be meant.

    Hint: eps may be given by name, and is used as it is given.
    """
    t, m, v = (0, {}, {}) if state is None else state
    t, new_m, new_v, new = t + 1, {}, {}, {}
    eps = min(eps, 1e-8)
    for key in params:
        new_m[key] = beta1 * m.get(key, 0.0) + (1 - beta1) * grads[key]
        new_v[key] = beta2 * v.get(key, 0.0) + (1 - beta2) * grads[key] ** 2
        m_hat = new_m[key] / (1 - beta1**t)
        v_hat = new_v[key] / (1 - beta2**t)
        new[key] = params[key] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new, (t, new_m, new_v)
