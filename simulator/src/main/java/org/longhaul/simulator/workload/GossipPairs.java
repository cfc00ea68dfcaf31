package org.longhaul.simulator.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.event.RandomStreams;

/**
 * Who averages with whom in gossip methods: each round, workers meet in pairs, and each pair is an exchange of its own. With
 * an odd number of workers one sits out.
 *
 * @see <a href="https://arxiv.org/abs/2506.10911">Kolehmainen et al., "NoLoCo: No-all-reduce low communication training
 *     method for large models", 2025 (random pairs)</a>
 * @see <a href="https://doi.org/10.1109/TIT.2006.874516">Boyd, Ghosh, Prabhakar, Shah, "Randomized gossip algorithms", IEEE
 *     Transactions on Information Theory 52(6), 2006</a>
 */
public final class GossipPairs {

    private GossipPairs() {}

    /** Random pairs, a function of seed and round only; the stream is "gossip". */
    public static List<List<Integer>> random(RandomStreams streams, int workers, long round) {
        RandomGenerator random = streams.stream("gossip", round);
        int[] order = new int[workers];
        for (int i = 0; i < workers; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        List<List<Integer>> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < workers; i += 2) {
            pairs.add(List.of(Math.min(order[i], order[i + 1]), Math.max(order[i], order[i + 1])));
        }
        return List.copyOf(pairs);
    }

    /** A round-robin tournament: every two workers meet once in each N − 1 rounds (N for odd N). */
    public static List<List<Integer>> roundRobin(int workers, long round) {
        int seats = workers + workers % 2;
        List<List<Integer>> pairs = new ArrayList<>();
        for (int i = 0; i < seats / 2; i++) {
            int a = seat(i, seats, round);
            int b = seat(seats - 1 - i, seats, round);
            if (a < workers && b < workers) {
                pairs.add(List.of(Math.min(a, b), Math.max(a, b)));
            }
        }
        return List.copyOf(pairs);
    }

    /**
     * One all-reduce for each pair, all of which can be in progress at once: with a ring of two, 2(a + S/(2B)) each.
     *
     * @param label what is exchanged, for people
     * @param pairs who meets whom
     * @param bytes size of the vector that is charged to the network
     * @param trainedBytes size of the vector that was really averaged
     * @param collective id of the algorithm, or {@code auto}
     */
    public static List<ExchangeSpec> exchanges(
            String label, List<List<Integer>> pairs, long bytes, long trainedBytes, String collective) {
        return pairs.stream()
                .map(pair -> new ExchangeSpec(label, Pattern.ALL_REDUCE, pair, bytes, trainedBytes, collective))
                .toList();
    }

    // The first seat stays, the others rotate.
    private static int seat(int place, int seats, long round) {
        return place == 0 ? 0 : 1 + (int) ((place - 1 + round) % (seats - 1));
    }
}
