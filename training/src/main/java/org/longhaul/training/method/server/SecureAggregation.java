package org.longhaul.training.method.server;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * The bytes, and the bytes alone, by which the clients of a round hide from their server what each of them sends: nothing is
 * encrypted or masked here, since the mean is the same.
 *
 * <p>Pairwise masks of Bonawitz et al., "Practical Secure Aggregation for Privacy-Preserving Machine Learning", CCS 2017, against
 * a server that is curious but follows the protocol. With n clients in a round, public keys of a_K and shares of a_S bytes, a
 * client sends and receives
 *
 * <pre>
 *                             up                     down
 *   advertise keys            2 a_K                  2 (n - 1) a_K
 *   share keys                2 (n - 1) a_S          2 (n - 1) a_S
 *   unmask                    n a_S
 * </pre>
 *
 * <p>in sum {@code 2 n a_K + (5 n - 4) a_S} beside its masked vector, which is charged as its codec has it. The formula follows
 * from the steps of the protocol and is the source's as it is remembered (confidence: high); a_K = a_S = 32 bytes (256 bits) as
 * remembered (confidence: medium). Lists of who is still there, signatures, and the wider numbers that a sum of n needs are left
 * out.
 */
public final class SecureAggregation {
    private static final int KEY_BYTES = 32;
    private static final int SHARE_BYTES = 32;
    private static final int BYTES_OF_NUMBER = 4;

    private SecureAggregation() {}

    /** The clients of a round exchange keys and shares through the server, before they train. */
    public static void begin(Replicas replicas, Communicator net) {
        List<Integer> clients = replicas.present();
        long others = clients.size() - 1L;
        gather("public-keys", 2 * KEY_BYTES, clients, replicas, net, Release.AFTER_BACKWARD);
        scatter("public-keys", 2 * others * KEY_BYTES, clients, replicas, net);
        gather("secret-shares", 2 * others * SHARE_BYTES, clients, replicas, net, Release.AFTER_BACKWARD);
        scatter("secret-shares", 2 * others * SHARE_BYTES, clients, replicas, net);
    }

    /** Those who were heard send the shares by which the server takes the masks off the sum. */
    public static void end(List<Integer> heard, int cohort, Replicas replicas, Communicator net, Release release) {
        gather("mask-shares", (long) cohort * SHARE_BYTES, heard, replicas, net, release);
    }

    private static void gather(
            String name, long bytes, List<Integer> clients, Replicas replicas, Communicator net, Release release) {
        if (bytes > 0) {
            TensorScope.run(() -> {
                StateGroup group = group(name, bytes, clients, replicas);
                net.gather(group, replicas.workers(), numbers(bytes, clients.size(), replicas), Casts.FP32, release);
            });
        }
    }

    private static void scatter(String name, long bytes, List<Integer> clients, Replicas replicas, Communicator net) {
        if (bytes > 0) {
            TensorScope.run(() -> net.scatter(
                    replicas.workers(),
                    numbers(bytes, clients.size(), replicas),
                    group(name, bytes, clients, replicas),
                    Casts.FP32,
                    Release.AFTER_BACKWARD));
        }
    }

    private static StateGroup group(String name, long bytes, List<Integer> clients, Replicas replicas) {
        return StateGroup.ofNumbers(name, bytes / BYTES_OF_NUMBER, clients, numbers(bytes, clients.size(), replicas));
    }

    private static List<Tensor> numbers(long bytes, int count, Replicas replicas) {
        List<Tensor> vectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            vectors.add(Tensors.zeros(replicas.setup().device(), bytes / BYTES_OF_NUMBER));
        }
        return vectors;
    }
}
