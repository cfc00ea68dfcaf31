package org.longhaul.training.partition;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/**
 * Gives every worker items of k classes only.
 *
 * <p><b>Model.</b> One worker after another gets the k classes that the fewest have so far, equals in a random order, so that classes
 * have as many workers as each other or one more. A class's items are shuffled and dealt to its workers in turn, those held out
 * likewise.
 *
 * <p>Source: McMahan et al., 2017, section 3, the pathological division. <b>Differs from it:</b> there, workers get k shards of items
 * sorted by class, most of which are of one class but some of two; here they have exactly k classes.
 */
public final class ClassesPartitioner implements Partitioner {
    private final int classes;

    /** How many classes. */
    public record Settings(
            @JsonProperty(defaultValue = "2") @JsonPropertyDescription("classes of every worker or client")
                    int classes) {
        public Settings {
            Require.count("classes", classes, 1_000_000);
        }
    }

    /** Makes partitioners. */
    @SuppressWarnings("rawtypes")
    @AutoService(PartitionerFactory.class)
    @Provides(
            id = "classes-per-client",
            description = "Every worker or client has items of so many classes, and each class equally many of them.",
            source = "McMahan et al., Communication-Efficient Learning of Deep Networks from Decentralized Data, 2017")
    public static final class Factory implements PartitionerFactory<Settings> {
        @Override
        public Partitioner create(Settings settings) {
            return new ClassesPartitioner(settings);
        }
    }

    private ClassesPartitioner(Settings settings) {
        this.classes = settings.classes;
    }

    @Override
    public int[] assign(Items items, int[] chosen, int workers, long seed) {
        Pools training = new Pools(items, chosen, false, seed, "partition.classes");
        int[][] owners = owners(training, items.labels(), workers, seed);
        int[] assigned = new int[chosen.length];
        deal(training, owners, assigned);
        deal(new Pools(items, chosen, true, seed, "partition.classes"), owners, assigned);
        return assigned;
    }

    private static void deal(Pools pools, int[][] owners, int[] assigned) {
        for (int label = 0; label < owners.length; label++) {
            for (int i = 0; pools.left(label) > 0; i++) {
                int[] of = owners[label];
                assigned[pools.take(label)] = of[i % of.length];
            }
        }
    }

    /** The workers of each class. */
    private int[][] owners(Pools training, int labels, int workers, long seed) {
        int present = 0;
        for (int label = 0; label < labels; label++) {
            present += training.left(label) > 0 ? 1 : 0;
        }
        if (classes > present) {
            throw new IllegalArgumentException(
                    "worker 0 cannot have classes (" + classes + "): the data have " + present + " to train on");
        }
        if ((long) workers * classes < present) {
            throw new IllegalArgumentException("workers (" + workers + ") of " + classes + " classes each leave out "
                    + (present - workers * classes) + " of the " + present + " classes; allowed: classes from "
                    + (present + workers - 1) / workers + " on");
        }
        int[][] owners = new int[labels][(int) ((long) workers * classes / present) + 1];
        int[] counts = new int[labels];
        boolean[] has = new boolean[labels];
        for (int worker = 0; worker < workers; worker++) {
            int[] order = DataStreams.shuffled(labels, DataStreams.stream(seed, "partition.classes.order", worker));
            Arrays.fill(has, false);
            for (int i = 0; i < classes; i++) {
                int least = -1;
                for (int label : order) {
                    if (training.left(label) > 0 && !has[label] && (least < 0 || counts[label] < counts[least])) {
                        least = label;
                    }
                }
                has[least] = true;
                owners[least][counts[least]++] = worker;
            }
        }
        for (int label = 0; label < labels; label++) {
            if (counts[label] > training.left(label)) {
                throw new IllegalArgumentException(
                        "worker " + owners[label][training.left(label)] + " would have nothing of class " + label
                                + ": of the " + workers + " workers " + counts[label] + " are to have some of its "
                                + training.left(label) + " items\nMaybe use fewer workers or classes, or more items.");
            }
            // What is held out of a class that nobody trains on is dealt among all.
            owners[label] = counts[label] > 0
                    ? Arrays.copyOf(owners[label], counts[label])
                    : IntStream.range(0, workers).toArray();
        }
        return owners;
    }
}
