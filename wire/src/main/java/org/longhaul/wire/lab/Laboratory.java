package org.longhaul.wire.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Topology;

/**
 * A network of this machine's own, in which programs run on hosts that are namespaces.
 *
 * <p>Gone when it is closed, when this program ends, and when it is killed. A process has one at a time. Thread-safe.
 */
public final class Laboratory implements AutoCloseable {
    private static final long WATCHDOG_SECONDS = 20;

    private final LabFile file;
    private final LabPlan plan;
    private final Consumer<String> notes;
    private final Process watchdog;
    private final Map<String, LabLink> links = new LinkedHashMap<>();
    private final Thread atExit = new Thread(this::remove, "laboratory-remover");
    private final LabOutages outages;
    private @Nullable StageProcess stages;
    private boolean removed;

    private Laboratory(LabFile file, Consumer<String> notes) {
        this.file = file;
        this.notes = notes;
        this.outages = new LabOutages(file.outages(), this::link, notes);
        this.plan = new LabPlan(file.topology(), Namespaces.prefix());
        this.watchdog = Namespaces.watchdog(Namespaces.prefix());
    }

    /**
     * Builds a laboratory; takes a second or two for ten hosts.
     *
     * @param notes told, in a sentence each, what the laboratory does otherwise than the topology says, and what happens
     * @throws LabException if this process may not, or the network cannot be built; {@link LabAbility} says which beforehand
     */
    public static Laboratory open(LabFile file, Consumer<String> notes) {
        UserNamespace.endWithStarter();
        int swept = Namespaces.sweep();
        if (swept > 0) {
            notes.accept("removed " + swept + " namespaces of laboratories whose owners are no more");
        }
        if (!Namespaces.named(Namespaces.prefix()).isEmpty()) {
            throw new LabException("This process has a laboratory already; allowed: one at a time.");
        }
        Laboratory laboratory = new Laboratory(file, notes);
        Runtime.getRuntime().addShutdownHook(laboratory.atExit);
        try {
            laboratory.build();
        } catch (RuntimeException e) {
            laboratory.close();
            throw e;
        }
        return laboratory;
    }

    private void build() {
        plan.departures().forEach(notes);
        Topology topology = plan.topology();
        step(() -> ip(List.of(), plan.makeNamespaces()));
        step(() -> {
            for (int node = 0; node < topology.nodeCount(); node++) {
                int each = node;
                Namespaces.call(plan.namespace(node), () -> tune(each));
            }
            Namespaces.call(plan.lines(), Laboratory::withoutIpv6);
        });
        step(() -> {
            if (!StageProcess.arcs(plan).isEmpty()) {
                stages = StageProcess.start(plan, file.seed());
            }
        });
        step(() -> ip(List.of("-n", plan.lines()), plan.makeLines()));
        for (int node = 0; node < topology.nodeCount(); node++) {
            int each = node;
            step(() -> {
                ip(List.of("-n", plan.namespace(each)), plan.makeNode(each, file.congestionControl()));
                Namespaces.call(plan.namespace(each), () -> switchOffloadsOff(each));
            });
        }
        step(() ->
                SystemCommand.run(List.of(SystemCommand.path("tc"), "-n", plan.lines(), "-batch", "-"), plan.shape()));
        for (int link = 0; link < topology.links().size(); link++) {
            String id = topology.links().get(link).id();
            links.put(id, new LabLink(id, plan.lines(), plan.takeDown(link), plan.takeUp(link)));
        }
    }

    /** Does a part of the building, during which nobody removes; who removes in between ends the building. */
    private synchronized void step(Runnable part) {
        requirePresent();
        part.run();
    }

    private void requirePresent() {
        if (removed) {
            throw new LabException("The laboratory has been removed, since it was closed or this program is ending.");
        }
    }

    private static void ip(List<String> where, String batch) {
        List<String> command = new ArrayList<>(List.of(SystemCommand.path("ip")));
        command.addAll(where);
        command.addAll(List.of("-batch", "-"));
        SystemCommand.run(command, batch);
    }

    /** Nobody announces himself on lines that are to be measured. */
    private static @Nullable Void withoutIpv6() throws IOException {
        Path setting = Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6");
        if (Files.exists(setting)) {
            Files.writeString(setting, "1");
        }
        return null;
    }

    /** In the namespace of a node, which has no devices yet. */
    private @Nullable Void tune(int node) throws IOException {
        withoutIpv6();
        Path ipv4 = Path.of("/proc/sys/net/ipv4");
        String available = Files.readString(ipv4.resolve("tcp_available_congestion_control"))
                .strip();
        if (!Arrays.asList(available.split(" ", -1)).contains(file.congestionControl())) {
            throw new LabException(
                    "congestionControl is \"" + file.congestionControl() + "\"; this kernel has: " + available);
        }
        long most = file.buffers().bytes();
        Files.writeString(ipv4.resolve("tcp_rmem"), "4096 131072 " + most);
        Files.writeString(ipv4.resolve("tcp_wmem"), "4096 16384 " + most);
        Files.writeString(ipv4.resolve("tcp_no_metrics_save"), "1");
        Files.writeString(ipv4.resolve("ip_forward"), plan.topology().mayRelay(node) ? "1" : "0");
        return null;
    }

    private @Nullable Void switchOffloadsOff(int node) throws IOException {
        for (String device : plan.devices(node)) {
            Linux.switchOffloadsOff(device);
        }
        return null;
    }

    /** The network. */
    public Topology topology() {
        return plan.topology();
    }

    /** Ids of the hosts, in the topology's order. */
    public List<String> hosts() {
        return Arrays.stream(plan.topology().hosts())
                .mapToObj(host -> plan.topology().node(host).id())
                .toList();
    }

    /** The address at which the other hosts reach a host over the topology's lines. */
    public String address(String host) {
        return plan.address(host(host));
    }

    /**
     * The address of this program on the management network, which all hosts reach without passing a line of the topology.
     * Whoever listens there must have been made by {@link #manage}.
     */
    public String managementAddress() {
        return plan.ownersAddress();
    }

    /** The address of a host on the management network. */
    public String managementAddress(String host) {
        return plan.managementAddress(host(host));
    }

    private int host(String id) {
        int node = plan.topology().hasNode(id) ? plan.topology().nodeIndex(id) : -1;
        if (node < 0 || !plan.topology().node(node).isHost()) {
            throw new LabException("The laboratory has no host \"" + Spelling.excerpt(id) + "\"; allowed: "
                    + String.join(", ", hosts()) + Spelling.maybe(id, hosts()));
        }
        return node;
    }

    /** The link of an id. */
    public LabLink link(String id) {
        LabLink link = links.get(id);
        if (link == null) {
            throw new LabException("The laboratory has no link \"" + Spelling.excerpt(id) + "\"; allowed: "
                    + String.join(", ", links.keySet()) + Spelling.maybe(id, links.keySet()));
        }
        return link;
    }

    /** Starts a program on a host; ended at the latest when the laboratory is closed. */
    public synchronized Process start(String host, ProcessBuilder program) throws IOException {
        requirePresent();
        program.command(Namespaces.inside(plan.namespace(host(host)), program.command()));
        return program.start();
    }

    /** The words that run a program on a host, when they stand before its own. */
    public List<String> enter(String host) {
        return Namespaces.inside(plan.namespace(host(host)), List.of());
    }

    /** Round trip of the topology between two hosts, nanoseconds. */
    long statedRoundTrip(String from, String to) {
        return plan.latencyNanos(host(from), host(to)) + plan.latencyNanos(host(to), host(from));
    }

    /** What the simulator says of a transfer from one host to another, nanoseconds. */
    long forecast(String from, String to, long bytes) {
        return LabForecast.nanos(plan.topology(), file.congestionControl(), from, to, bytes);
    }

    /** Does work on a thread that is on a host: sockets that it opens are there, and stay there. */
    public <T extends @Nullable Object> T on(String host, Callable<T> work) {
        return Namespaces.call(plan.namespace(host(host)), work);
    }

    /** Does work on a thread that is on the management network, such as opening the socket that hosts reach this program by. */
    public <T extends @Nullable Object> T manage(Callable<T> work) {
        return Namespaces.call(plan.lines(), work);
    }

    /**
     * Begins an exercise, or a method in it: the file's outages that are counted from there happen at their times from now on.
     *
     * @param method its label; null for the exercise
     */
    public void beginOutages(@Nullable String method, OutageListener listener) {
        outages.begin(method, listener);
    }

    /** A method ends: no more outages that are counted from its beginning happen, and their links come up. */
    public void endOutages(String method) {
        outages.end(method);
    }

    /** The exercise ends: no more outages happen, and links that are down come up. */
    public void endOutages() {
        outages.end();
    }

    /** Why the laboratory is not what it was any more, though nobody has closed it; null while all is well. */
    public synchronized @Nullable String broken() {
        return removed || stages == null ? null : stages.broken();
    }

    /** What passed the lines that this program delays, by direction. */
    public List<StageCounts> stages() {
        return stages == null ? List.of() : stages.counts();
    }

    /** Ends all programs on its hosts and removes everything; tells the notes how punctual the delayed lines were. */
    @Override
    public void close() {
        stages().stream().map(StageCounts::toString).forEach(notes);
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The program is ending; the hook finds nothing left to do.
        }
    }

    private synchronized void remove() {
        if (removed) {
            return;
        }
        removed = true;
        outages.shutDown();
        if (stages != null) {
            stages.stop();
        }
        try {
            try (var leave = watchdog.outputWriter()) {
                leave.write("done\n");
            } catch (IOException e) {
                // It is not there any more: what it would have done is done below.
            }
            if (!watchdog.waitFor(WATCHDOG_SECONDS, TimeUnit.SECONDS) || watchdog.exitValue() != 0) {
                Namespaces.remove(Namespaces.prefix());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Namespaces.remove(Namespaces.prefix());
        }
    }
}
