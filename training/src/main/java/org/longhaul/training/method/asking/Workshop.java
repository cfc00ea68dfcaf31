package org.longhaul.training.method.asking;

import org.longhaul.training.tensor.Tensor;

/** What a {@link ReactiveMethod} can have its workers do. Each does what it is told in this order; none waits for another. */
interface Workshop {

    /** The server sends a worker its parameters, with which the worker goes on. */
    void send(Tensor parameters, int worker);

    /** A worker takes local steps on its own data; it counts its steps itself. */
    void compute(int worker, long steps);

    /** A worker sends the server how far it has come from some parameters, {@code from - x}: it arrives some time later. */
    void reply(int worker, Tensor from);
}
