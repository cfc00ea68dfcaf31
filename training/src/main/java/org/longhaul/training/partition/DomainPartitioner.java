package org.longhaul.training.partition;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.longhaul.extension.Provides;

/**
 * Gives whole groups (domains, writers) to workers, balanced by size: the heterogeneity of real silos.
 *
 * <p><b>Model.</b> A group larger than a worker's fair share is first cut into equal pieces, what is held out of it likewise;
 * then the pieces go, largest first, to the worker with the least so far (longest processing time first: Graham, 1969; the
 * largest load is at most 4/3 of the best possible).
 */
public final class DomainPartitioner implements Partitioner {
    /** No settings. */
    public record Settings() {}

    /** Makes the partitioner. */
    @SuppressWarnings("rawtypes")
    @AutoService(PartitionerFactory.class)
    @Provides(
            id = "by-domain",
            description = "Every worker has domains (writers) of its own, balanced by size.",
            source = "Graham, Bounds on Multiprocessing Timing Anomalies, 1969 (the balancing rule)")
    public static final class Factory implements PartitionerFactory<Settings> {
        @Override
        public Partitioner create(Settings settings) {
            return new DomainPartitioner();
        }
    }

    /** Places in the list of items, and their length. */
    private record Piece(List<Integer> places, long tokens) {
        Piece and(Piece other) {
            places.addAll(other.places);
            return new Piece(places, tokens + other.tokens);
        }
    }

    @Override
    public int[] assign(Items items, int[] chosen, int workers, long seed) {
        List<Piece> pieces = pieces(items, chosen, workers);
        pieces.sort(Comparator.comparingLong(Piece::tokens).reversed());
        long[] load = new long[workers];
        int[] assigned = new int[chosen.length];
        for (Piece piece : pieces) {
            int least = 0;
            for (int worker = 1; worker < workers; worker++) {
                if (load[worker] < load[least]) {
                    least = worker;
                }
            }
            load[least] += piece.tokens;
            for (int place : piece.places) {
                assigned[place] = least;
            }
        }
        return assigned;
    }

    private static List<Piece> pieces(Items items, int[] chosen, int workers) {
        List<List<Integer>> training = new ArrayList<>();
        List<List<Integer>> heldOut = new ArrayList<>();
        long[] tokens = new long[items.groups()];
        for (int i = 0; i < tokens.length; i++) {
            training.add(new ArrayList<>());
            heldOut.add(new ArrayList<>());
        }
        long total = 0;
        for (int place = 0; place < chosen.length; place++) {
            int domain = items.group(chosen[place]);
            (items.isHeldOut(chosen[place]) ? heldOut : training).get(domain).add(place);
            tokens[domain] += items.length(chosen[place]);
            total += items.length(chosen[place]);
        }
        List<Piece> pieces = new ArrayList<>();
        for (int domain = 0; domain < tokens.length; domain++) {
            // The fewest equal pieces that do not exceed the fair share.
            int count = (int) Math.ceil(tokens[domain] / ((double) total / workers));
            List<Piece> toTrainOn = cut(items, chosen, training.get(domain), count);
            List<Piece> toTestOn = cut(items, chosen, heldOut.get(domain), count);
            for (int piece = 0; piece < count; piece++) {
                pieces.add(toTrainOn.get(piece).and(toTestOn.get(piece)));
            }
        }
        return pieces;
    }

    /** Cuts items into so many pieces of equal size, as far as whole items can be. */
    private static List<Piece> cut(Items items, int[] chosen, List<Integer> places, int count) {
        long tokens = 0;
        for (int place : places) {
            tokens += items.length(chosen[place]);
        }
        List<Piece> pieces = new ArrayList<>();
        int next = 0;
        long before = 0;
        for (int piece = 1; piece <= count; piece++) {
            List<Integer> mine = new ArrayList<>();
            long end = tokens * piece / count;
            long size = 0;
            while (next < places.size() && before + size < end) {
                size += items.length(chosen[places.get(next)]);
                mine.add(places.get(next++));
            }
            before += size;
            pieces.add(new Piece(mine, size));
        }
        return pieces;
    }
}
