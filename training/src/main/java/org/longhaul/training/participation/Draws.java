package org.longhaul.training.participation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.longhaul.extension.Hashes;

/** Draws that belong to a seed, a purpose, a round and a client, whoever else draws. */
final class Draws {
    private final long seed;

    Draws(long seed, String purpose) {
        this.seed = Hashes.next(Hashes.fnv1a(purpose) ^ Hashes.next(seed));
    }

    private long bits(long round, int client) {
        return Hashes.next(Hashes.next(seed ^ Hashes.next(round)) ^ client);
    }

    /** Uniform in [0, 1). */
    double uniform(long round, int client) {
        return (bits(round, client) >>> 11) * 0x1.0p-53;
    }

    /** So many of some clients without replacement, each set as likely as another; in ascending order. */
    List<Integer> some(List<Integer> clients, int count, long round) {
        if (count >= clients.size()) {
            return clients;
        }
        List<Integer> order = new ArrayList<>(clients);
        order.sort(Comparator.<Integer>comparingLong(client -> bits(round, client))
                .thenComparing(Comparator.naturalOrder()));
        List<Integer> drawn = new ArrayList<>(order.subList(0, count));
        drawn.sort(null);
        return drawn;
    }
}
