package org.longhaul.scenario.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.Scenario;
import org.longhaul.topology.IdleLinks;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.participation.Federation;

/** A plan in words, for {@code validate}. */
final class PlanSummary {
    private PlanSummary() {}

    static List<String> of(RunPlan plan) {
        Scenario scenario = plan.scenario();
        List<String> lines = new ArrayList<>();
        lines.add("network: " + plan.topology().name() + ", " + plan.topology().hosts().length + " hosts, "
                + plan.topology().links().size() + " links; "
                + scenario.network().fidelity().id()
                + (scenario.network().hosts() == null
                        ? ""
                        : ", hosts " + scenario.network().hosts().id()));
        String idle = IdleLinks.warning(plan.topology());
        if (!idle.isEmpty()) {
            lines.add(idle);
        }
        List<String> hosts = new ArrayList<>();
        for (int node : plan.workerNodes()) {
            hosts.add(plan.topology().node(node).id());
        }
        lines.add("workers: " + hosts.size() + " on " + abbreviated(hosts));
        plan.methods().stream()
                .filter(method -> method.training().participation() != null)
                .limit(1)
                .forEach(method -> lines.add(clients(plan, method)));
        plan.methods().stream()
                .filter(method -> method.training().federation() != null)
                .limit(1)
                .forEach(method -> lines.add("federation: " + federation(plan, method)));
        MethodPlan first = plan.methods().get(0);
        Model made = first.model();
        long trained = made.parameters().stream()
                .filter(ParameterSpec::isTrained)
                .mapToLong(ParameterSpec::elements)
                .sum();
        String model = "model: " + scenario.model().id() + ", " + Quantities.count((double) trained) + " parameters";
        if (first.charged().name() != null) {
            model += ", charged as " + first.charged().name() + " with "
                    + Quantities.count((double) first.charged().elements());
        }
        lines.add(model);
        String judged = made.judgedBy();
        if (judged != null) {
            lines.add(judged);
        }
        for (MethodPlan method : plan.methods()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "method: %s%s, %s%d steps, %s %ss in all, %s",
                    method.label(),
                    method.label().equals(method.section().method().id())
                            ? ""
                            : " (" + method.section().method().id() + ")",
                    method.training().until() == null ? "" : "at most ",
                    method.training().steps(),
                    Quantities.count((double) method.training().steps()
                            * method.training().itemsPerStep()),
                    method.measures().item(),
                    method.training().optimizer().id()));
        }
        lines.addAll(BucketPreview.of(plan));
        lines.add("takes no time: " + RunRecords.WITHOUT_TIME + "; unless a stated or measured step time holds it");
        lines.add("seeds: " + plan.seeds());
        DisturbanceSummary.of(plan, lines);
        return lines;
    }

    /** Where clients and server are, such as {@code clients: 100 on 9 hosts, ...; server on host9}. */
    static String clients(RunPlan plan, MethodPlan method) {
        List<String> hosts = new ArrayList<>();
        int[] nodes = plan.nodes(method);
        for (int client = 0; client < method.training().workers(); client++) {
            hosts.add(plan.topology().node(nodes[client]).id());
        }
        String server = plan.topology().node(nodes[hosts.size()]).id();
        List<String> different = hosts.stream().distinct().toList();
        return "clients: " + hosts.size() + " on "
                + (different.size() < hosts.size() ? different.size() + " hosts, several on each: " : "")
                + abbreviated(different) + "; server on " + server
                + (different.contains(server) ? ", beside clients, to whom it sends without the network" : "");
    }

    /** The tree of groups and their servers' hosts, such as {@code root on h0 [europe on h1 [3 clients], 2 clients]}. */
    static String federation(RunPlan plan, MethodPlan method) {
        Federation federation = Objects.requireNonNull(method.training().federation());
        return words(federation.root(), federation, plan, plan.nodes(method));
    }

    private static String words(Federation.Group group, Federation federation, RunPlan plan, int[] nodes) {
        List<String> parts = new ArrayList<>();
        group.groups().forEach(inner -> parts.add(words(inner, federation, plan, nodes)));
        int direct = group.clients().size();
        if (direct > 0) {
            parts.add(direct + (direct == 1 ? " client" : " clients") + (group.own() == null ? "" : ", one its own"));
        }
        return group.name() + " on "
                + plan.topology().node(nodes[federation.server(group)]).id() + " [" + String.join(", ", parts) + "]";
    }

    private static String abbreviated(List<String> names) {
        return names.size() <= 8
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 7)) + ", ... " + names.get(names.size() - 1);
    }
}
