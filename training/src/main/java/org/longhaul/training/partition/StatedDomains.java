package org.longhaul.training.partition;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Spelling;

/**
 * Gives each worker the domains that are stated for it, so that a tree of groups can be one of languages. A domain of several
 * workers is dealt among them item by item.
 */
public final class StatedDomains implements Partitioner {
    /** Which. */
    public record Settings(
            @JsonPropertyDescription(
                            "domains (files, writers) of each worker or client, a list for each in order: [[de, nl], [fr], [fr, es]]; every domain is somebody's; absent: dealt in turn")
                    @Nullable
                    List<List<String>> domains) {
        public Settings {
            domains =
                    domains == null ? null : domains.stream().map(List::copyOf).toList();
        }
    }

    /** Makes the partitioner. */
    @SuppressWarnings("rawtypes")
    @AutoService(PartitionerFactory.class)
    @Provides(
            id = "stated-domains",
            description = "Every worker has the domains (files, languages, writers) that are stated for it.",
            source = "The user")
    public static final class Factory implements PartitionerFactory<Settings> {
        @Override
        public Partitioner create(Settings settings) {
            List<List<String>> domains = settings.domains();
            return domains == null ? new GroupPartitioner() : new StatedDomains(domains);
        }
    }

    private final List<List<String>> domains;

    StatedDomains(List<List<String>> domains) {
        this.domains = domains;
    }

    @Override
    public int[] assign(Items items, int[] chosen, int workers, long seed) {
        if (domains.size() != workers) {
            throw new IllegalArgumentException("worker lists of domains must be one for each of the " + workers
                    + " workers, found " + domains.size());
        }
        Map<String, List<Integer>> owners = new LinkedHashMap<>();
        for (int group = 0; group < items.groups(); group++) {
            owners.put(items.groupName(group), new ArrayList<>());
        }
        for (int worker = 0; worker < workers; worker++) {
            for (String domain : domains.get(worker)) {
                List<Integer> known = owners.get(domain);
                if (known == null) {
                    throw new IllegalArgumentException("worker " + worker + " is to have the domain '" + domain
                            + "', which there is not" + Spelling.maybe(domain, owners.keySet()));
                }
                known.add(worker);
            }
        }
        int[] dealt = new int[items.groups()];
        int[] assigned = new int[chosen.length];
        for (int place = 0; place < chosen.length; place++) {
            int group = items.group(chosen[place]);
            List<Integer> of = owners.getOrDefault(items.groupName(group), List.of());
            if (of.isEmpty()) {
                throw new IllegalArgumentException("worker lists of domains leave out '" + items.groupName(group)
                        + "': every domain is somebody's");
            }
            assigned[place] = of.get(dealt[group]++ % of.size());
        }
        return assigned;
    }
}
