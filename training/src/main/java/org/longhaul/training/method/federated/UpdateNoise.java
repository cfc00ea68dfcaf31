package org.longhaul.training.method.federated;

import java.util.List;
import org.longhaul.extension.Hashes;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;

/**
 * Differential privacy of what some clients send: how far they went is cut to a norm, and normal noise is added to every element.
 *
 * @param clip largest norm C of what a client sends
 * @param noise deviation of the noise as a multiple of C; 0 for none
 * @param clients whose updates it is of
 */
record UpdateNoise(double clip, double noise, List<Integer> clients) {
    private static final long STREAM = Hashes.fnv1a("federated.noise");

    UpdateNoise {
        clients = List.copyOf(clients);
    }

    /** What client sends of where it came to, in its place; another draw for every step. */
    void apply(int client, Tensor from, Tensor reached, long seed, long step) {
        if (!clients.contains(client)) {
            return;
        }
        Tensor update = reached.sub(from);
        double norm = update.norm();
        reached.copyInPlace(from).addInPlace(update, norm > clip ? clip / norm : 1);
        if (noise > 0) {
            long stream = Hashes.next(Hashes.next(Hashes.next(STREAM ^ Hashes.next(seed)) ^ client) ^ step);
            Tensor drawn = new Generator(stream).normal(from.device(), 0, noise * clip, from.elements());
            reached.addInPlace(drawn.to(reached.dtype()));
        }
    }
}
