package org.longhaul.wire.lab;

import java.time.Duration;
import java.util.List;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** A program that has a laboratory with a sleeper on each host, until it is killed. */
final class LabOwner {
    private LabOwner() {}

    /**
     * Says {@code begun}, {@code asleep} for each sleeper that runs, and {@code open} when all have been started.
     *
     * @param arguments the seconds that mark its sleepers, and {@code direct}; or {@code nested}, in a user namespace of its own; or
     *     {@code slow}, with a namespace that takes ten minutes to be made, whose maker says {@code late} when it begins
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments[1].equals("nested")) {
            System.exit(UserNamespace.runAgain(LabOwner.class, List.of(arguments[0], "direct")));
        }
        System.out.println("begun");
        try (Laboratory lab = Laboratory.open(LabFile.of(pair()), note -> {})) {
            String out = "/proc/" + ProcessHandle.current().pid() + "/fd/1";
            for (String host : lab.hosts()) {
                lab.start(host, new ProcessBuilder("sh", "-c", "echo asleep > " + out + "; sleep " + arguments[0]));
            }
            System.out.println("open");
            if (arguments[1].equals("slow")) {
                String late = "echo late > " + out + "; sleep " + arguments[0] + "; ip netns add " + Namespaces.prefix()
                        + "late";
                new Thread(() -> SystemCommand.run(List.of("sh", "-c", late), "")).start();
            }
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private static Topology pair() {
        return Topology.builder("pair")
                .node(Node.host("paris"))
                .node(Node.host("rome"))
                .link(Link.of("line", "paris", "rome", Bandwidth.ofMegabitsPerSecond(10), Duration.ofMillis(1)))
                .build();
    }
}
