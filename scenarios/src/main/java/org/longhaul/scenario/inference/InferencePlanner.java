package org.longhaul.scenario.inference;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.extension.PlainNumber;
import org.longhaul.scenario.AutoFidelity;
import org.longhaul.scenario.WorkKind;
import org.longhaul.scenario.engine.plan.DisturbancePlan;
import org.longhaul.scenario.engine.plan.Made;
import org.longhaul.scenario.engine.planner.DisturbancePlanner;
import org.longhaul.scenario.engine.planner.HostRules;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.BackgroundSection;
import org.longhaul.scenario.section.FaultSection;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.simulator.network.ConnectionRules;
import org.longhaul.simulator.request.HostPower;
import org.longhaul.simulator.request.Preparation;
import org.longhaul.simulator.request.Service;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.UnreachableException;
import org.longhaul.topology.build.TopologyBuilder;

/** Fills in the defaults of a scenario of inference and checks what only shows when its parts meet. */
public final class InferencePlanner {
    private static final Pattern SETTING = Pattern.compile("^([a-z][A-Za-z]*)\\b");

    /** Keys of the network section that say how jobs exchange, and nothing of requests. */
    private static final List<String> OF_JOBS = List.of(
            "collective",
            "collectives",
            "overlap",
            "bucket",
            "connections",
            "exchangeOverhead",
            "concurrentExchanges",
            "exchangesPerWorker",
            "compareWith",
            "timelineSteps");

    private final InferenceScenario scenario;
    private final YamlDocument.Findings findings;
    private final List<Long> seeds;
    private final List<Path> files;
    private final List<String> summary = new ArrayList<>();
    private final Set<String> ofServices = new LinkedHashSet<>();

    private InferencePlanner(InferenceReader.Source source, List<Long> seeds) {
        this.scenario = source.scenario();
        this.findings = source.document().findings();
        this.files = source.files();
        this.seeds = seeds;
    }

    /**
     * Plans a run.
     *
     * @param seeds seeds instead of the scenario's; null for those
     * @throws org.longhaul.scenario.file.InvalidFileException with everything that does not fit together
     */
    public static InferencePlan plan(InferenceReader.Source source, @Nullable List<Long> seeds) {
        return new InferencePlanner(
                        source, seeds == null ? source.scenario().seeds().values() : seeds)
                .plan();
    }

    private InferencePlan plan() {
        checkNames();
        if (scenario.network().fidelity().id().equals(AutoFidelity.ID)) {
            findings.add(
                    "network.fidelity",
                    "'" + AutoFidelity.ID + "' looks at exchanges of training; requests have none",
                    "analytic, flow or packet");
        }
        findings.raise();
        warnOfWhatHasNoEffect();
        warnOfWorkThatNobodyAsksFor();
        List<CasePlan> cases = new ArrayList<>();
        if (scenario.cases().isEmpty()) {
            cases.add(caseOf("", scenario.topology(), "topology", disturbed(scenario.faults(), "faults", "", null)));
        }
        for (int i = 0; i < scenario.cases().size(); i++) {
            CaseSection stated = scenario.cases().get(i);
            Selection<TopologyBuilder<?>> own = stated.topology();
            String path = "cases[" + i + "]";
            List<FaultSection> faults = new ArrayList<>(scenario.faults());
            faults.addAll(stated.faults());
            String faultsPath = stated.faults().isEmpty() ? "faults" : path + ".faults";
            cases.add(caseOf(
                    stated.name(),
                    own == null ? scenario.topology() : own,
                    own == null ? "topology" : path + ".topology",
                    disturbed(faults, faultsPath, path + ".", stated.background())));
        }
        findings.raise();
        for (CasePlan each : cases) {
            check(each);
        }
        findings.raise();
        return new InferencePlan(scenario, cases, seeds, summary, guesses(), findings.warnings(), files);
    }

    private void checkNames() {
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < scenario.services().size(); i++) {
            String label = scenario.services().get(i).label();
            Integer earlier = names.putIfAbsent(label, i);
            if (earlier != null) {
                findings.add(
                        "services[" + i + "]",
                        "the name '" + label + "' is that of services[" + earlier + "] too",
                        "a name of its own: name: NAME");
            }
        }
        names.clear();
        for (int i = 0; i < scenario.cases().size(); i++) {
            String name = scenario.cases().get(i).name();
            Integer earlier = names.putIfAbsent(name, i);
            if (earlier != null) {
                findings.add(
                        "cases[" + i + "].name",
                        "the name '" + name + "' is that of cases[" + earlier + "] too",
                        "a name of its own");
            }
        }
    }

    private void warnOfWhatHasNoEffect() {
        boolean hasJobs = !scenario.background().jobs().isEmpty()
                || scenario.cases().stream()
                        .anyMatch(each -> each.background() != null
                                && !each.background().jobs().isEmpty());
        for (String key : OF_JOBS) {
            String path = "network." + key;
            boolean isForJobs = hasJobs
                    && !List.of("compareWith", "timelineSteps", "overlap", "bucket")
                            .contains(key);
            if (findings.isWritten(path) && !isForJobs) {
                findings.warn(path, key + " has no effect: it concerns exchanges of training, and requests have none");
            }
        }
    }

    private void warnOfWorkThatNobodyAsksFor() {
        boolean isAskedFor = false;
        for (int i = 0; i < scenario.services().size(); i++) {
            ServiceSection service = scenario.services().get(i);
            boolean asks = service.model().factory().asksForWork();
            isAskedFor |= asks && service.work() == null;
            if (!asks && service.work() != null) {
                findings.warn(
                        "services[" + i + "].work",
                        "work has no effect: '" + service.model().id() + "' says itself what its answers take");
            }
        }
        if (scenario.work() != null && !isAskedFor) {
            findings.warn(
                    "work", "work has no effect: every service says itself, or in its own work, what its answers take");
        }
    }

    // ---- networks ---------------------------------------------------------------------------------------------------

    private DisturbancePlanner.Stated disturbed(
            List<FaultSection> faults, String faultsPath, String path, @Nullable BackgroundSection own) {
        return new DisturbancePlanner.Stated(
                faults,
                faultsPath,
                scenario.recovery(),
                own == null ? scenario.background() : own,
                (own == null ? "" : path) + "background");
    }

    private CasePlan caseOf(
            String name,
            Selection<TopologyBuilder<?>> network,
            String networkPath,
            DisturbancePlanner.Stated disturbed) {
        Topology topology = topology(network, networkPath);
        Routing routing =
                switch (scenario.network().routing()) {
                    case SHORTEST_LATENCY -> Routings.shortestLatency(topology);
                    case EQUAL_COST_MULTIPATH -> Routings.equalCostMultipath(topology);
                };
        List<Integer> clients = clients(topology);
        ConnectionRules rules = new HostRules(topology, findings)
                .of(scenario.network().congestionControls(), scenario.network().connectionRates());
        DisturbancePlan disturbances = new DisturbancePlanner(disturbed, topology, seeds.get(0), findings).plan();
        HostPower power = HostPower.of(
                topology,
                new HostRates(scenario.compute(), scenario.computeOfHosts(), topology, findings).flopsPerSecond(),
                scenario.slots());
        return new CasePlan(name, topology, routing, rules, power, clients, disturbances);
    }

    private Topology topology(Selection<TopologyBuilder<?>> network, String path) {
        try {
            return Made.topology(network);
        } catch (IllegalArgumentException e) {
            findings.add(path, String.valueOf(e.getMessage()), null);
            findings.raise();
            throw e;
        }
    }

    private List<Integer> clients(Topology topology) {
        List<String> names = scenario.requests().clients();
        List<Integer> clients = new ArrayList<>();
        if (names.isEmpty()) {
            for (int host : topology.hosts()) {
                clients.add(host);
            }
            return clients;
        }
        for (String name : names) {
            try {
                IntArrayList nodes = new Elements(topology).nodes("clients", List.of(name));
                nodes.removeIf((int node) -> !topology.node(node).isHost());
                if (nodes.isEmpty()) {
                    throw new IllegalArgumentException(
                            "clients names '" + name + "', which is a switch; requests come from hosts");
                }
                nodes.forEach((int node) -> {
                    if (!clients.contains(node)) {
                        clients.add(node);
                    }
                });
            } catch (IllegalArgumentException e) {
                findings.add("requests.clients", String.valueOf(e.getMessage()), null);
            }
        }
        return clients;
    }

    // ---- services ---------------------------------------------------------------------------------------------------

    private void check(CasePlan in) {
        StreamMaker maker = new StreamMaker(scenario, in, seeds.get(0), Preparation.NONE);
        Map<Integer, Double> busy = new TreeMap<>();
        for (int i = 0; i < scenario.services().size(); i++) {
            ServiceSection section = scenario.services().get(i);
            String path = "services[" + i + "]";
            try {
                StreamMaker.Made made = maker.make(section);
                checkLoad(made, section, path, in, busy);
                checkPaths(made, path, in);
                ofServices.addAll(made.assumptions());
                summarise(made, in);
            } catch (StreamMaker.PartException e) {
                report(e, section, path);
            }
        }
        if (scenario.together()) {
            busy.forEach((host, load) -> {
                if (load >= 1) {
                    findings.add(
                            "services",
                            String.format(
                                    Locale.ROOT,
                                    "together they give host '%s' %s of what it can compute%s: its queue grows without end, and"
                                            + " no figure is reached",
                                    in.topology().node(host).id(),
                                    Quantities.percent(load),
                                    where(in)),
                            "less than 100%");
                }
            });
        }
    }

    private void report(StreamMaker.PartException trouble, ServiceSection section, String path) {
        String message = String.valueOf(trouble.getMessage());
        Matcher setting = SETTING.matcher(message);
        String key = setting.find() ? "." + setting.group(1) : "";
        switch (trouble.part()) {
            case SERVICE -> findings.add(path + key, message, null);
            case WORK ->
                findings.add(
                        !key.equals(".work") ? path : section.work() == null ? "work" : path + ".work", message, null);
            case ARRIVALS ->
                findings.add((section.arrivals() == null ? "requests" : path) + ".arrivals" + key, message, null);
        }
    }

    private void checkLoad(
            StreamMaker.Made made, ServiceSection section, String path, CasePlan in, Map<Integer, Double> busy) {
        double rate = made.stream().arrivals().ratePerSecond();
        if (made.load() >= 1) {
            String message = String.format(
                    Locale.ROOT,
                    "%s requests a second are more than the %s that the hosts of '%s' can compute%s: its queue grows without"
                            + " end, and no figure is reached",
                    PlainNumber.rounded(rate, 4),
                    PlainNumber.rounded(made.capacity(), 4),
                    section.label(),
                    where(in));
            findings.add(
                    section.arrivals() == null ? "requests.arrivals" : path + ".arrivals",
                    message,
                    "less than " + PlainNumber.rounded(made.capacity(), 4) + " a second");
        }
        if (!Double.isNaN(rate)) {
            for (Service.Demand demand : made.stream().service().demands()) {
                double share = rate
                        * in.power().nanos(demand.host(), demand.work())
                        / 1e9
                        / in.power().slots();
                busy.merge(demand.host(), share, Double::sum);
            }
        }
    }

    private static String where(CasePlan in) {
        return in.name().isEmpty() ? "" : " in '" + in.name() + "'";
    }

    private void checkPaths(StreamMaker.Made made, String path, CasePlan in) {
        for (Service.Demand demand : made.stream().service().demands()) {
            for (int client : in.clients()) {
                try {
                    in.routing().route(client, demand.host(), 0);
                    in.routing().route(demand.host(), client, 0);
                } catch (UnreachableException e) {
                    findings.add(path, "a client cannot reach it: " + e.getMessage(), "a path there and back");
                    return;
                }
            }
        }
    }

    private void summarise(StreamMaker.Made made, CasePlan in) {
        double rate = made.stream().arrivals().ratePerSecond();
        String load = Double.isNaN(made.load()) || Double.isInfinite(made.capacity())
                ? ""
                : ", " + Quantities.percent(made.load()) + " of the " + PlainNumber.rounded(made.capacity(), 4)
                        + " that its hosts can compute";
        summary.add(
                (in.name().isEmpty() ? "" : in.name() + ": ") + made.stream().name() + ": "
                        + (Double.isNaN(rate)
                                ? "one request after the other"
                                : PlainNumber.rounded(rate, 4) + " requests a second" + load));
    }

    // ---- what is not stated -----------------------------------------------------------------------------------------

    private List<String> guesses() {
        List<String> guesses = new ArrayList<>();
        RequestsSection asked = scenario.requests();
        if (asked.source() == null) {
            guesses.add("requests: it is not stated where their rate and their sizes come from (requests.source)");
        }
        boolean hasTokens = asked.promptTokens() != null
                || asked.outputTokens() != null
                || asked.arrivals().factory().statesTokens()
                || scenario.services().stream()
                        .map(ServiceSection::arrivals)
                        .anyMatch(own -> own != null && own.factory().statesTokens());
        if (asked.query() == null || asked.answer() == null) {
            guesses.add(
                    hasTokens
                            ? "requests: 4 bytes a token where no size is stated (ours: about that of English text)"
                            : "requests: queries and answers of 0 bytes where no size is stated: they take the latency alone");
        }
        if (scenario.services().stream()
                .filter(service -> service.model().factory().asksForWork())
                .anyMatch(service -> isTooFast(service.work() == null ? scenario.work() : service.work()))) {
            guesses.add(
                    "work: a token of the answer takes as many operations as one of the prompt, as if memory were no limit:"
                            + " a bound from below (work.tokenTime)");
        }
        if (asked.clients().isEmpty()) {
            guesses.add("requests: every host asks as often as any other (requests.clients)");
        }
        guesses.addAll(ofServices);
        return guesses;
    }

    private static boolean isTooFast(@Nullable Selection<WorkKind> work) {
        return work != null && work.settings() instanceof WorkKind.OfArchitecture model && model.tokenTime() == null;
    }
}
