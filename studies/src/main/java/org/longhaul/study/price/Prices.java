package org.longhaul.study.price;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What things cost by a plan: what it states, else what the first of the lists says that it names and that has a price. Immutable. */
public final class Prices {
    private final PriceSection section;
    private final Map<PriceKey, Double> factors;

    private Prices(PriceSection section, Map<PriceKey, Double> factors) {
        this.section = section;
        this.factors = ImmutableMap.copyOf(factors);
    }

    /** The prices of a plan. */
    public static Prices of(PriceSection section) {
        return new Prices(section, Map.of());
    }

    /** The same with one price times a factor. */
    public Prices times(PriceKey key, double factor) {
        Map<PriceKey, Double> more = new LinkedHashMap<>(factors);
        more.merge(key, factor, (before, now) -> before * now);
        return new Prices(section, more);
    }

    /** What a training is priced by of these: prices that are missing, or that the topology's own stand before, are not among them. */
    public List<PriceKey> usedFor(Consumption used) {
        List<PriceKey> keys = new ArrayList<>();
        for (PriceKey key : PriceKey.values()) {
            if (of(key, used) != null) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** The price of something that a training uses; null if nobody states it, or the topology's links have prices of their own. */
    @Nullable
    SourcedValue of(PriceKey key, Consumption used) {
        SourcedValue price = key.of(section);
        boolean isOfLinks = key == PriceKey.EGRESS_GIGABYTE && used.linkDollars() != null;
        for (int i = 0; price == null && !isOfLinks && i < section.lists().size(); i++) {
            price = Objects.requireNonNull(
                            PriceList.shipped().get(section.lists().get(i)))
                    .price(key, used.device());
        }
        Double factor = factors.get(key);
        return price == null || factor == null ? price : price.times(factor);
    }

    /** Watts of one accelerator while it computes; null if the plan states none. */
    @Nullable
    SourcedValue watts() {
        return section.watts();
    }

    /** Watts of one accelerator while it waits; null if the plan states none. */
    @Nullable
    SourcedValue idleWatts() {
        return section.idleWatts();
    }

    /** Accelerators of a worker, where the scenario does not say. */
    public int acceleratorsPerWorker() {
        return section.acceleratorsPerWorker();
    }
}
