package org.longhaul.training.method.mutual;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.tensor.Tensor;

/** Where the models are that clients train beside the general one, and how those who take part come by them. */
interface SecondModels {
    /** Those who take part begin with theirs. */
    void begin(long round, Communicator net);

    /** They have trained them. */
    void end(Communicator net);

    /**
     * What a client has at present.
     *
     * @param roundsBegun number of rounds so far, the present one included
     * @return null if it has never trained one
     */
    @Nullable
    Tensor of(int client, long roundsBegun);

    /** The models that many clients share, by the sensor that saw what they are trained on. */
    Map<Integer, Tensor> shared();

    /** What a server keeps between rounds, by name. */
    Map<String, Tensor> state();
}
