package org.longhaul.study.serve;

import com.google.common.collect.ImmutableMap;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.file.YamlChange;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlNode;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/**
 * What the page's controls change in the scenario of a run. A control stands for keys of the run's own network where its builder
 * has such keys; any run may besides be asked on sites around the internet, each with a line of its own.
 */
final class NetworkKnobs {
    private static final String HUB = "hub-and-spoke";
    /** What the way back between two sites has where it is stated by itself. */
    private static final String LATENCY_BACK = "wideBackwardLatency";

    private static final String LOSS_BACK = "wideBackwardLossRate";
    private static final int MOST_SITES = 64;
    private static final long USUAL_BITS = 1_000_000_000;
    private static final double USUAL_MILLIS = 40;
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * The keys of a builder.
     *
     * @param roundTrip key that states the latency otherwise
     * @param legs one-way latencies in a round trip between two sites
     * @param roundTripLegs one-way latencies in what the key {@code roundTrip} states
     */
    private record Keys(
            String up, String down, String latency, String roundTrip, int roundTripLegs, String loss, int legs) {}

    private static final Map<String, Keys> BUILDERS = ImmutableMap.of(
            HUB,
            new Keys("uplink", "downlink", "wideLatency", "wideRoundTrip", 2, "wideLossRate", 4),
            "two-sites",
            new Keys("wide", "wideBackward", "wideLatency", "wideRoundTrip", 2, "wideLossRate", 2),
            "ring-of-sites",
            new Keys("wide", "wideBackward", "wideLatency", "wideRoundTrip", 2, "wideLossRate", 2),
            "star",
            new Keys("bandwidth", "down", "latency", "roundTrip", 4, "lossRate", 4));

    /**
     * Where the controls stood when it was recorded; what is null has no control there.
     *
     * @param network which of the two networks
     * @param siteCounts numbers of sites over which the workers can be spread evenly
     */
    record Range(
            String network,
            @Nullable Long up,
            @Nullable Long down,
            @Nullable Double roundTripMillis,
            @Nullable Double loss,
            @Nullable Integer sites,
            List<Integer> siteCounts) {}

    private final YamlDocument document;
    private final int workers;
    private final @Nullable Keys keys;
    private final boolean isSites;
    private final boolean maySpread;
    private final Range recorded;

    /** The part of a round trip that the way back takes; null where the way back is that of the way there. */
    private final @Nullable Double back;

    private final boolean hasLossBack;

    NetworkKnobs(YamlDocument document, RunPlan plan) {
        this.document = document;
        this.workers = plan.workers();
        this.keys = BUILDERS.get(plan.scenario().topology().id());
        Map<String, Object> values = values(plan.scenario().topology().settings());
        this.isSites = plan.scenario().topology().id().equals(HUB)
                && values.get("spokes") instanceof Integer spokes
                && values.get("hostsPerSpoke") instanceof Integer hosts
                && spokes * hosts == workers
                && noWorkerIsOn("hub", plan);
        this.maySpread = plan.scenario().clients() == null
                && plan.scenario().server() == null
                && plan.methods().stream()
                        .map(MethodPlan::training)
                        .allMatch(training -> training.participation() == null);
        this.recorded = recorded(values);
        this.back = back(values);
        this.hasLossBack = values.containsKey(LOSS_BACK);
    }

    private @Nullable Double back(Map<String, Object> values) {
        Keys known = keys;
        if (known == null
                || !(values.get(known.latency()) instanceof Duration there)
                || !(values.get(LATENCY_BACK) instanceof Duration stated)) {
            return null;
        }
        double both = (double) there.toNanos() + stated.toNanos();
        return both == 0 ? null : Double.valueOf(stated.toNanos() / both);
    }

    private static Map<String, Object> values(Record settings) {
        ImmutableMap.Builder<String, Object> values = ImmutableMap.builder();
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            Object value = SettingWords.value(component, settings);
            if (value != null) {
                values.put(component.getName(), value);
            }
        }
        return values.buildOrThrow();
    }

    private static boolean noWorkerIsOn(String site, RunPlan plan) {
        Topology topology = plan.topology();
        MethodPlan first = plan.methods().get(0);
        for (int node : plan.nodes(first)) {
            if (site.equals(topology.node(node).site())) {
                return false;
            }
        }
        return true;
    }

    private Range recorded(Map<String, Object> values) {
        Keys known = keys;
        Long up = known == null ? null : bits(values.get(known.up()));
        Long down = known == null ? null : bits(values.get(known.down()));
        Double roundTrip = known == null ? null : roundTrip(known, values);
        Double loss = known != null && values.get(known.loss()) instanceof Double rate ? rate : null;
        Integer sites = isSites && values.get("spokes") instanceof Integer spokes ? spokes : null;
        return new Range(
                isSites ? PageSetting.SITES : PageSetting.OWN,
                up,
                down == null ? up : down,
                roundTrip,
                loss,
                sites,
                isSites || maySpread ? siteCounts() : List.of());
    }

    private static @Nullable Long bits(@Nullable Object value) {
        return value instanceof Bandwidth bandwidth ? Long.valueOf(bandwidth.bitsPerSecond()) : null;
    }

    private static Double roundTrip(Keys keys, Map<String, Object> values) {
        if (values.get(keys.latency()) instanceof Duration oneWay) {
            Duration wayBack = values.get(LATENCY_BACK) instanceof Duration stated ? stated : oneWay;
            return (oneWay.toNanos() + wayBack.toNanos()) * (keys.legs() / 2) / NANOS_PER_MILLI;
        }
        return values.get(keys.roundTrip()) instanceof Duration stated
                ? (double) stated.toNanos() * keys.legs() / keys.roundTripLegs() / NANOS_PER_MILLI
                : Double.valueOf(0);
    }

    private List<Integer> siteCounts() {
        List<Integer> counts = new ArrayList<>();
        for (int sites = 1; sites <= Math.min(workers, MOST_SITES); sites++) {
            if (workers % sites == 0) {
                counts.add(sites);
            }
        }
        return counts;
    }

    /** Where the controls stood when the run was recorded. */
    Range recorded() {
        return recorded;
    }

    /** The changes that a setting stands for. @throws RequestRefused if this run has no such control */
    ScenarioChanges changes(PageSetting setting) {
        String network = setting.network() == null ? recorded.network() : setting.network();
        List<String> changes = new ArrayList<>();
        String builder = null;
        if (network.equals(PageSetting.SITES)) {
            if (isSites) {
                ownKeys(setting, changes);
                sites(setting, changes);
            } else {
                builder = sitesAround(setting, changes);
            }
        } else {
            ownKeys(setting, changes);
            if (setting.sites() != null) {
                throw unknown(
                        "sites", "the network on which it was recorded has its own; choose sites around the internet");
            }
        }
        spread(setting, changes);
        ScenarioChanges all = ScenarioChanges.none();
        for (String change : changes) {
            all = all.set(change);
        }
        all = builder == null ? all : all.on(builder);
        return setting.cutLinks().isEmpty() ? all : cut(setting, all);
    }

    private void ownKeys(PageSetting setting, List<String> changes) {
        Keys known = keys;
        if (known == null) {
            if (setting.up() != null
                    || setting.down() != null
                    || setting.roundTripMillis() != null
                    || setting.loss() != null) {
                throw unknown(
                        "up, down, roundTripMillis, loss",
                        "the recorded network is not made by a builder that has them");
            }
            return;
        }
        if (setting.up() != null) {
            changes.add("topology." + known.up() + "=" + setting.up() + " bit/s");
        }
        // What the recorded network leaves out follows the other direction, which has changed.
        Long down = setting.down() == null && setting.up() != null ? recorded.down() : setting.down();
        if (down != null) {
            changes.add("topology." + known.down() + "=" + down + " bit/s");
        }
        if (setting.roundTripMillis() != null) {
            if (document.findings().isWritten("topology." + known.roundTrip())) {
                changes.add("topology." + known.roundTrip() + "=");
            }
            latency(known, setting.roundTripMillis(), changes);
        }
        if (setting.loss() != null) {
            changes.add("topology." + known.loss() + "=" + exact(setting.loss()));
            if (hasLossBack) {
                changes.add("topology." + LOSS_BACK + "=" + exact(setting.loss()));
            }
        }
    }

    /** Ways that differ keep their parts of the round trip. */
    private void latency(Keys known, double roundTripMillis, List<String> changes) {
        Double part = back;
        if (part == null) {
            changes.add("topology." + known.latency() + "=" + oneWay(roundTripMillis, known.legs()));
        } else {
            changes.add("topology." + known.latency() + "=" + oneWay((1 - part) * roundTripMillis, 1));
            changes.add("topology." + LATENCY_BACK + "=" + oneWay(part * roundTripMillis, 1));
        }
    }

    private void sites(PageSetting setting, List<String> changes) {
        Integer sites = setting.sites();
        if (sites != null) {
            int each = each(sites);
            changes.add("topology.spokes=" + sites);
            changes.add("topology.hostsPerSpoke=" + each);
            changes.add("placement=" + placement(sites, each));
        }
    }

    private String sitesAround(PageSetting setting, List<String> changes) {
        if (!maySpread) {
            throw unknown("network", "its clients or its server are placed by the scenario; allowed: own");
        }
        int sites = setting.sites() == null ? siteCounts().get(siteCounts().size() > 1 ? 1 : 0) : setting.sites();
        int each = each(sites);
        changes.add("placement=" + placement(sites, each));
        long up = setting.up() != null ? setting.up() : recorded.up() != null ? recorded.up() : USUAL_BITS;
        long down = setting.down() != null ? setting.down() : recorded.down() != null ? recorded.down() : USUAL_BITS;
        double roundTrip = setting.roundTripMillis() != null
                ? setting.roundTripMillis()
                : recorded.roundTripMillis() != null ? recorded.roundTripMillis() : USUAL_MILLIS;
        double loss = setting.loss() != null ? setting.loss() : recorded.loss() != null ? recorded.loss() : 0;
        return "{builder: " + HUB + ", spokes: " + sites + ", hostsPerSpoke: " + each + ", uplink: " + up
                + " bit/s, downlink: " + down + " bit/s, wideLatency: " + oneWay(roundTrip, 4) + ", wideLossRate: "
                + exact(loss) + "}";
    }

    private int each(int sites) {
        if (!siteCounts().contains(sites)) {
            throw new RequestRefused(
                    RequestRefused.UNPROCESSABLE,
                    "sites: found " + sites + "; allowed: a number over which " + workers
                            + " workers are spread evenly, one of " + siteCounts() + ".");
        }
        return workers / sites;
    }

    private static String placement(int sites, int each) {
        StringJoiner hosts = new StringJoiner(", ", "[", "]");
        for (int site = 0; site < sites; site++) {
            for (int host = 0; host < each; host++) {
                hosts.add("spoke" + site + "-host" + host);
            }
        }
        return hosts.toString();
    }

    private static String oneWay(double roundTripMillis, int legs) {
        return Math.round(roundTripMillis * NANOS_PER_MILLI / legs) + " ns";
    }

    private void spread(PageSetting setting, List<String> changes) {
        Double spread = setting.spread();
        if (spread == null || (spread == 0 && !document.findings().isWritten("stragglers"))) {
            return;
        }
        StringJoiner factors = new StringJoiner(", ", "[", "]");
        for (int worker = 0; worker < workers; worker++) {
            factors.add(plain(1 + (workers == 1 ? 0 : spread * worker / (workers - 1))));
        }
        changes.add("stragglers.factors=" + factors);
    }

    /** Faults of the scenario stay. */
    private ScenarioChanges cut(PageSetting setting, ScenarioChanges changes) {
        StringJoiner links = new StringJoiner(", ", "[", "]");
        setting.cutLinks().forEach(link -> links.add("'" + link.replace("'", "''") + "'"));
        double from = setting.cutFromSeconds() == null ? 10 : setting.cutFromSeconds();
        double lasting = setting.cutForSeconds() == null ? 60 : setting.cutForSeconds();
        String fault = "{kind: maintenance, name: cut-on-the-page, links: " + links + ", first: " + nanos(from)
                + ", duration: " + nanos(lasting) + "}";
        List<YamlNode> faults = new ArrayList<>();
        if (document.root() instanceof YamlNode.Mapping mapping) {
            for (YamlNode.Entry entry : mapping.entries()) {
                if (entry.key().text().equals("faults") && entry.value() instanceof YamlNode.Sequence written) {
                    faults.addAll(written.items());
                }
            }
        }
        if (faults.isEmpty()) {
            return changes.set("faults=[" + fault + "]");
        }
        YamlNode added = YamlChange.of("fault", fault).value();
        if (added != null) {
            faults.add(added);
        }
        List<YamlChange> all = new ArrayList<>(changes.list());
        all.add(new YamlChange("faults", new YamlNode.Sequence(faults, 0, 0, faults.size())));
        return new ScenarioChanges(all);
    }

    private static String nanos(double seconds) {
        return Math.round(seconds * 1e9) + " ns";
    }

    private static String plain(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }

    /** A loss may be of any size; rounded it would be another, or none. */
    private static String exact(double share) {
        return BigDecimal.valueOf(share).toPlainString();
    }

    private static RequestRefused unknown(String what, String why) {
        return new RequestRefused(RequestRefused.UNPROCESSABLE, what + ": not for this run; " + why + ".");
    }

    /** The same changes as options of {@code longhaul replay}. */
    static String words(ScenarioChanges changes) {
        StringBuilder words = new StringBuilder();
        for (YamlChange change : changes.list()) {
            YamlNode value = change.value();
            words.append(" --set '")
                    .append((change.path() + "=" + (value == null ? "" : text(value))).replace("'", "'\\''"))
                    .append("'");
        }
        return words.toString();
    }

    private static String text(YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            StringJoiner entries = new StringJoiner(", ", "{", "}");
            mapping.entries().forEach(e -> entries.add(e.key().text() + ": " + text(e.value())));
            return entries.toString();
        }
        if (node instanceof YamlNode.Sequence sequence) {
            StringJoiner items = new StringJoiner(", ", "[", "]");
            sequence.items().forEach(item -> items.add(text(item)));
            return items.toString();
        }
        return node instanceof YamlNode.Scalar scalar ? scalar.text() : "";
    }
}
