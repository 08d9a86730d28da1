"""Known wrong answers to `train`."""
# ruff: noqa: PLR0913, PLR0917 - the signatures are the course's

import numpy as np

from solutions.gradients.reference import cross_entropy_grad_logits, mse_grad_logits
from solutions.losses.reference import cross_entropy_logits, mse_loss
from solutions.one_hot.reference import one_hot, softmax
from solutions.training.reference import accuracy, backward, forward, sgd_step


def history_after_the_step(params, X, labels, loss, lr, steps):
    """The history is what each step achieved.

    Hint: history[0] belongs to the start, before anything has moved.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
        logits, _ = forward(params, X)
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
        else:
            history.append(mse_loss(softmax(logits), targets))
    return params, history


def history_with_both_ends(params, X, labels, loss, lr, steps):
    """The history holds the losses at the start and after every step.

    Hint: A history has as many losses as there are steps. Which one is too many?
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    logits, _ = forward(params, X)
    targets = one_hot(labels, logits.shape[1])
    if loss == "ce":
        history.append(cross_entropy_logits(logits, labels))
    else:
        history.append(mse_loss(softmax(logits), targets))
    return params, history


def cross_entropy_gradient_for_both(params, X, labels, loss, lr, steps):
    """Both losses share the gradient that is the difference of the probabilities.

    Hint: Then MSE could not get stuck, and it does. Which gradient belongs to which
    loss?
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = cross_entropy_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def ignores_the_loss(params, X, labels, loss, lr, steps):
    """Training means cross-entropy.

    Hint: Your history is the same for both losses. It should not be.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        history.append(cross_entropy_logits(logits, labels))
        dlogits = cross_entropy_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def takes_any_loss(params, X, labels, loss, lr, steps):
    """Whatever is not cross-entropy is the mean square error.

    Hint: What should happen for a loss that this course does not know?
    """
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def gradient_of_the_sum(params, X, labels, loss, lr, steps):
    """The examples add up.

    Hint: The loss is a mean; is your step n times too long?
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits * len(X)), lr)
    return params, history


def mean_of_the_mean(params, X, labels, loss, lr, steps):
    """The gradient still has to be averaged.

    Hint: The gradients by the logits already contain the 1/n.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits / len(X)), lr)
    return params, history


def uphill(params, X, labels, loss, lr, steps):
    """The step follows the gradient.

    Hint: Does your loss rise? It should fall for a small learning rate.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), -lr)
    return params, history


def one_example_a_step(params, X, labels, loss, lr, steps):
    """Each step looks at the next example.

    Hint: Full batch: every step uses the gradient of all examples at once.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for t in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        chosen = np.arange(len(X)) == t % len(X)
        dlogits = dlogits * chosen[:, None] * len(X)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def first_gradient_for_ever(params, X, labels, loss, lr, steps):
    """The gradient is computed once.

    Hint: The gradient changes with the parameters: compute it anew in every step.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history, grads = [], None
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        if grads is None:
            grads = backward(params, cache, dlogits)
        params = sgd_step(params, grads, lr)
    return params, history


def softmax_twice(params, X, labels, loss, lr, steps):
    """The loss takes probabilities.

    Hint: cross_entropy_logits and the gradients take logits and do the softmax
    themselves.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        logits = softmax(logits)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def stops_when_it_is_flat(params, X, labels, loss, lr, steps):
    """Training ends when the loss does not fall any more.

    Hint: The number of steps is given. What if the loss is only flat for a while?
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        if np.allclose(history[-1], history[-2:-1], rtol=1e-6) and len(history) > 1:
            history += [history[-1]] * (steps - len(history))
            break
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def tames_the_learning_rate(params, X, labels, loss, lr, steps):
    """No learning rate above two is sensible.

    Hint: The learning rate is used as it is given, also when the loss rises.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), min(lr, 2.0))
    return params, history


def decays_the_learning_rate(params, X, labels, loss, lr, steps):
    """The learning rate has to fall while training.

    Hint: The same learning rate in every step.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for t in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr / (1 + 0.01 * t))
    return params, history


def hides_the_plateau(params, X, labels, loss, lr, steps):
    """MSE gets stuck because its learning rate is too large.

    Hint: Both losses are trained with the learning rate that is asked for.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    lr = lr if loss == "ce" else lr * 1e-3
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def helps_the_plateau(params, X, labels, loss, lr, steps):
    """A tiny gradient is scaled up until it moves something.

    Hint: A plateau is a plateau: the gradient is used as it is.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        dlogits = dlogits * max(1.0, 1e-3 / np.abs(dlogits).max())
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def history_of_accuracies(params, X, labels, loss, lr, steps):
    """The history shows how many are right.

    Hint: The history holds losses, not accuracies.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(accuracy(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(accuracy(logits, labels))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def writes_over_the_start(params, X, labels, loss, lr, steps):
    """A step changes the parameters.

    Hint: The start should be the same after training; do the updates on a copy.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        grads = backward(params, cache, dlogits)
        for key in params:
            params[key] -= lr * grads[key]
    return params, history


def counts_the_classes_seen(params, X, labels, loss, lr, steps):
    """There are as many classes as the largest label says.

    Hint: The network knows the number of classes. What if the last class has no
    example?
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, int(np.max(labels)) + 1)
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def stays_in_the_first_layer(params, X, labels, loss, lr, steps):
    """Only the last layer is trained.

    Hint: All four arrays are trained. Compare W before and after.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        grads = backward(params, cache, dlogits)
        still = {key: np.zeros_like(grads[key]) for key in ("W", "b")}
        params = sgd_step(params, {**grads, **still}, lr)
    return params, history


def with_momentum(params, X, labels, loss, lr, steps):
    """A step remembers the one before.

    Hint: Plain gradient descent: a step depends on the gradient where you stand, and on
    nothing else.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history, speed = [], None
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        grads = backward(params, cache, dlogits)
        if speed is not None:
            grads = {key: grads[key] + 0.5 * speed[key] for key in grads}
        speed = grads
        params = sgd_step(params, grads, lr)
    return params, history


def half_the_squared_error(params, X, labels, loss, lr, steps):
    """The mean square error has a factor of one half.

    Hint: This course has no such factor: [0.5, 0.5] against [1, 0] is 0.5.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets) / 2)
            dlogits = mse_grad_logits(logits, targets) / 2
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def history_without_the_start(params, X, labels, loss, lr, steps):
    """The loss before the first update is not an achievement.

    Hint: The history is one loss short: the first one belongs to the start.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for t in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            value = cross_entropy_logits(logits, labels)
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            value = mse_loss(softmax(logits), targets)
            dlogits = mse_grad_logits(logits, targets)
        if t > 0:
            history.append(value)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def smallest_loss_so_far(params, X, labels, loss, lr, steps):
    """A loss curve falls.

    Hint: history[t] is the loss just before update t, also when it has risen.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            value = cross_entropy_logits(logits, labels)
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            value = mse_loss(softmax(logits), targets)
            dlogits = mse_grad_logits(logits, targets)
        history.append(min([value, *history]))
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def returns_the_best_params(params, X, labels, loss, lr, steps):
    """The result of training is the best network that was met.

    Hint: The parameters after the last update are asked for, better or not.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history, best, best_value = [], params, np.inf
    for _ in range(steps + 1):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            value = cross_entropy_logits(logits, labels)
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            value = mse_loss(softmax(logits), targets)
            dlogits = mse_grad_logits(logits, targets)
        if value < best_value:
            best, best_value = params, value
        history.append(value)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return best, history[:steps]


def forgets_the_last_update(params, X, labels, loss, lr, steps):
    """The loop ends as soon as all losses are there.

    Hint: The history is right, the parameters are one update behind.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    while len(history) < steps:
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        if len(history) == steps:
            break
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def epsilon_in_the_logarithm(params, X, labels, loss, lr, steps):
    """An epsilon keeps the logarithm safe.

    Hint: The parameters are right, the losses a little off: cross_entropy_logits is
    safe by itself.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        probs = softmax(logits)
        if loss == "ce":
            history.append(-np.sum(targets * np.log(probs + 1e-7)) / len(probs))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(probs, targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def returns_the_accuracies_too(params, X, labels, loss, lr, steps):
    """Whatever was noted down on the way is returned.

    Hint: Two things are asked for: the parameters and the losses. You return three.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history, accuracies = [], []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        accuracies.append(accuracy(logits, labels))
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history, accuracies


def counts_in_the_dict(params, X, labels, loss, lr, steps):
    """The dict is a good place for anything that belongs to the network.

    Hint: The dict has the keys of the start, and no other: whoever goes over its
    arrays does not expect a number of steps among them.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return {**params, "steps": steps}, history


def one_history_for_all_runs(params, X, labels, loss, lr, steps, history=[]):  # noqa: B006
    """An empty list in the first line of a function is empty in every call.

    Hint: The first run is right, the history of the second begins with the first. A
    default is made once, when the function is defined, and lives on.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def goes_on_where_it_ended(params, X, labels, loss, lr, steps):
    """A network that was trained before need not begin again.

    Hint: A second run on the same examples does not begin at the start it is given.
    Remember nothing from call to call.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    known = goes_on_where_it_ended.__dict__
    examples = (np.sum(X), loss, *np.shape(params["W"]))
    params, history = known.get(examples, params), []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        params = sgd_step(params, backward(params, cache, dlogits), lr)
    known[examples] = params
    return params, history


def rests_when_all_are_right(params, X, labels, loss, lr, steps):
    """Who gets every example right has nothing left to learn.

    Hint: The loss is not 0 when every example is right. Training goes on for as many
    steps as it was told.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        if accuracy(logits, labels) < 1:
            params = sgd_step(params, backward(params, cache, dlogits), lr)
    return params, history


def shortens_steep_gradients(params, X, labels, loss, lr, steps):
    """A gradient longer than 5 has exploded.

    Hint: Where the loss is steep your steps are too short: a gradient is used as it
    is.
    """
    if loss not in ("ce", "mse"):
        raise ValueError(loss)
    history = []
    for _ in range(steps):
        logits, cache = forward(params, X)
        targets = one_hot(labels, logits.shape[1])
        if loss == "ce":
            history.append(cross_entropy_logits(logits, labels))
            dlogits = cross_entropy_grad_logits(logits, targets)
        else:
            history.append(mse_loss(softmax(logits), targets))
            dlogits = mse_grad_logits(logits, targets)
        grads = backward(params, cache, dlogits)
        length = np.sqrt(sum(np.sum(np.square(grads[key])) for key in grads))
        grads = {key: grads[key] * min(1, 5 / length) for key in grads}
        params = sgd_step(params, grads, lr)
    return params, history
