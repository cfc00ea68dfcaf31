package org.longhaul.scenario.engine.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.analysis.record.measure.ClientValues;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.training.model.Model;
import org.longhaul.training.task.Better;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.MeasuredModel;

/** What training measures, in the form in which a run keeps it. */
public final class RunMeasures {
    private static final String NO_UNIT = "1";

    private RunMeasures() {}

    /** The measures of a model. */
    public static Measures of(Model model) {
        List<MeasureInfo> list = new ArrayList<>();
        for (Measure measure : model.measures()) {
            list.add(new MeasureInfo(
                    measure.id(),
                    measure.id().replace('-', ' '),
                    measure.unit().equals(NO_UNIT) ? "" : measure.unit(),
                    measure.better() == Better.HIGHER,
                    measure.description(),
                    measure.exponentialOf(),
                    measure.scaleOf()));
        }
        return new Measures(
                list, model.task().headline(), Measure.LOSS, model.task().item());
    }

    /** The targets of a scenario; those that the model does not measure are among the findings and left out. */
    public static List<Target> targets(Scenario scenario, Measures measures, YamlDocument.Findings findings) {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < scenario.targets().size(); i++) {
            Map<String, Double> written = scenario.targets().get(i);
            String path = "targets[" + i + "]";
            if (written.size() != 1) {
                findings.add(
                        path,
                        "found " + written.size() + " measures",
                        "one measure and its value, such as {" + measures.headlineId() + ": 1}");
            }
            written.forEach((id, value) -> {
                String wrong = wrong(measures, id, value);
                if (wrong == null) {
                    targets.add(Target.of(measures.get(id), value));
                } else {
                    findings.add(path + "." + id, wrong, allowed(measures, id));
                }
            });
        }
        return targets;
    }

    /**
     * Finds claims about what the run will not have: what is not measured, a target, prices, clients that are evaluated one by
     * one.
     *
     * @param hasPrices whether a link of the network has one
     * @param hasClients whether data like each client's own is held out
     */
    public static void checkClaims(
            Scenario scenario,
            Measures measures,
            boolean hasPrices,
            boolean hasClients,
            YamlDocument.Findings findings) {
        List<String> ids = measures.list().stream().map(MeasureInfo::id).toList();
        for (int i = 0; i < scenario.claims().size(); i++) {
            Claim claim = scenario.claims().get(i);
            for (String id : claim.measures()) {
                if (!ids.contains(id)) {
                    findings.add(
                            "claims[" + i + "]",
                            "the model does not measure '" + id + "'" + Spelling.maybe(id, ids),
                            String.join(", ", ids));
                }
            }
            if (claim.isAboutTarget() && scenario.targets().isEmpty()) {
                findings.add(
                        "claims[" + i + "]",
                        "the claim is about a target, and the scenario has none",
                        "a scenario with targets, such as targets: [{" + measures.headlineId() + ": 1}]");
            }
            if (claim.isAboutPrice() && !hasPrices) {
                findings.add(
                        "claims[" + i + "]",
                        "the claim is about dollars, and no link of the network has a price",
                        "a network with prices, such as dollarsPerGigabyte: 0.02 on a link");
            }
            if (claim.isAboutClients() && !hasClients) {
                findings.add(
                        "claims[" + i + "]",
                        "the claim is about single clients, and none is evaluated on data like its own",
                        "a scenario whose data are a dataset");
            }
        }
    }

    private static @Nullable String wrong(Measures measures, String id, double value) {
        if (measures.list().stream().noneMatch(measure -> measure.id().equals(id))) {
            return "the model does not measure '" + id + "'"
                    + Spelling.maybe(
                            id, measures.list().stream().map(MeasureInfo::id).toList());
        }
        MeasureInfo measure = measures.get(id);
        double taken = measure.exponentialOf() == null ? value : Math.log(value);
        boolean within = Double.isFinite(taken) && taken > 0 && (!measure.inShares() || value <= 1);
        return within ? null : id + " (" + value + ") is out of range";
    }

    private static String allowed(Measures measures, String id) {
        for (MeasureInfo measure : measures.list()) {
            if (measure.id().equals(id)) {
                return measure.inShares()
                        ? "a share of one, above 0 and at most 1"
                        : measure.exponentialOf() == null ? "a number above 0" : "a number above 1";
            }
        }
        return String.join(", ", measures.list().stream().map(MeasureInfo::id).toList());
    }

    /** The values that are kept of a model: those that do not follow from others. */
    public static Map<String, Double> values(MeasuredModel measured) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (MeasuredModel.Value value : measured.values()) {
            if (value.measure().exponentialOf() == null) {
                values.put(value.measure().id(), value.value());
            }
        }
        return values;
    }

    /** The same of the mean over the workers; empty where they are equal. */
    public static Map<String, Double> virtualValues(MeasuredModel measured) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (MeasuredModel.Value value : measured.values()) {
            if (value.measure().exponentialOf() == null && value.virtual() != null) {
                values.put(value.measure().id(), value.virtual());
            }
        }
        return values;
    }

    /** The same on the data of each client. */
    public static List<ClientValues> clients(MeasuredModel measured) {
        Map<Integer, Map<String, Double>> values = new LinkedHashMap<>();
        Map<Integer, Double> weights = new LinkedHashMap<>();
        for (MeasuredModel.Value value : measured.values()) {
            if (value.measure().exponentialOf() == null) {
                for (MeasuredModel.ClientValue client : value.clients()) {
                    values.computeIfAbsent(client.worker(), worker -> new LinkedHashMap<>())
                            .put(value.measure().id(), client.value());
                    weights.putIfAbsent(client.worker(), client.weight());
                }
            }
        }
        List<ClientValues> clients = new ArrayList<>();
        values.forEach((worker, taken) ->
                clients.add(new ClientValues(Integer.toString(worker), weights.getOrDefault(worker, 0.0), taken)));
        return clients;
    }
}
