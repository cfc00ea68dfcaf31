package org.longhaul.training.method.asking;

import org.longhaul.training.tensor.Tensor;

/** What a {@link ReactiveMethod} can have workers and servers do. Each does what it is told in this order; none waits for another. */
interface Workshop {

    /**
     * A server sends a worker its model. The worker takes its local steps from there on its own data, and sends the server how far
     * it has come, {@code model - x}: that arrives some time later.
     *
     * @param server rank of the server
     */
    void haveTrain(int worker, int server, Tensor model);

    /**
     * A server sends another a vector as it is now, which arrives some time later.
     *
     * @param letter number of the letter, whose sender {@link ReactiveMethod#senders} tells
     * @param name what is sent
     * @param receiver rank of the other server
     */
    void post(int letter, String name, Tensor vector, int receiver);
}
