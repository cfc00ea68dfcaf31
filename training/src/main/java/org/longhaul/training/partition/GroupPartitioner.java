package org.longhaul.training.partition;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Spelling;

/**
 * Gives each worker whole groups: with as many workers as writers, each worker is one writer; by user and sensor, each is what one
 * sensor saw of one user.
 *
 * <p><b>Model.</b> Groups are the combinations of the attributes' values that occur, in the order of the first attribute, then the
 * next; group g goes to worker g mod W.
 */
public final class GroupPartitioner implements Partitioner {
    /** By what. */
    public record Settings(
            @JsonPropertyDescription(
                            "attributes whose combinations are the groups: writer of digits; user, room and sensor of gait, as [user, sensor]; absent: the first that the data have")
                    @Nullable
                    List<String> by) {
        public Settings {
            by = by == null ? null : List.copyOf(by);
            if (by != null && (by.isEmpty() || new HashSet<>(by).size() < by.size())) {
                throw new IllegalArgumentException("by (" + by + ") must name attributes, each once");
            }
        }
    }

    /** Makes the partitioner. */
    @SuppressWarnings("rawtypes")
    @AutoService(PartitionerFactory.class)
    @Provides(
            id = "by-group",
            description =
                    "Every worker has whole groups (writers, users, rooms, sensors, domains), dealt in turn and not balanced.",
            source = "Caldas et al., LEAF: A Benchmark for Federated Settings, 2018")
    public static final class Factory implements PartitionerFactory<Settings> {
        @Override
        public Partitioner create(Settings settings) {
            return new GroupPartitioner(settings.by);
        }
    }

    private final @Nullable List<String> by;

    /** By what comes first among the items' attributes. */
    public GroupPartitioner() {
        this(null);
    }

    private GroupPartitioner(@Nullable List<String> by) {
        this.by = by;
    }

    @Override
    public int[] assign(Items items, int[] chosen, int workers, long seed) {
        int[] assigned = new int[chosen.length];
        if (by == null) {
            for (int i = 0; i < assigned.length; i++) {
                assigned[i] = items.group(chosen[i]) % workers;
            }
            return assigned;
        }
        int[] attributes = attributes(items, by);
        int combinations = 1;
        for (int attribute : attributes) {
            combinations = Math.multiplyExact(combinations, items.values(attribute));
        }
        int[] groups = new int[combinations];
        for (int i = 0; i < assigned.length; i++) {
            for (int attribute : attributes) {
                assigned[i] = assigned[i] * items.values(attribute) + items.value(attribute, chosen[i]);
            }
            groups[assigned[i]] = 1;
        }
        Arrays.parallelPrefix(groups, Integer::sum);
        for (int i = 0; i < assigned.length; i++) {
            assigned[i] = (groups[assigned[i]] - 1) % workers;
        }
        return assigned;
    }

    private static int[] attributes(Items items, List<String> names) {
        List<String> known = items.attributes();
        int[] found = new int[names.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = known.indexOf(names.get(i));
            if (found[i] < 0) {
                throw new IllegalArgumentException("worker groups by '" + names.get(i)
                        + "' cannot be formed: the data know " + String.join(", ", known)
                        + Spelling.maybe(names.get(i), known));
            }
        }
        return found;
    }
}
