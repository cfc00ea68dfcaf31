package org.longhaul.wire.probe;

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.longhaul.topology.measured.MeasuredTopology;
import org.longhaul.wire.lab.LabFile;
import org.longhaul.wire.lab.Laboratory;
import org.longhaul.wire.rendezvous.Rendezvous;
import org.longhaul.wire.rendezvous.RendezvousMember;
import org.longhaul.wire.rendezvous.Token;

/**
 * By hand: probes a laboratory, or {@code local 4} processes over loopback, and prints what was inferred. Not a test, since it
 * takes up to a minute and its figures depend on the machine.
 */
final class ProbeLaboratory {
    private ProbeLaboratory() {}

    public static void main(String[] args) throws Exception {
        if (args[0].equals("member")) {
            member(args);
            return;
        }
        Path folder = Files.createTempDirectory("probe");
        Token token = Token.fresh();
        if (args[0].equals("local")) {
            int members = Integer.parseInt(args[1]);
            try (Rendezvous rendezvous = ProvenConnectionsTest.rendezvous(
                    token, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), members, folder)) {
                List<Process> all = new ArrayList<>();
                for (int rank = 0; rank < members; rank++) {
                    all.add(program(token, rendezvous.address(), rank, "worker" + rank, "127.0.0.1")
                            .start());
                }
                for (Process each : all) {
                    each.waitFor();
                }
            }
            return;
        }
        try (Laboratory lab = Laboratory.open(LabFile.read(Path.of(args[0])), System.out::println)) {
            List<String> hosts = lab.hosts();
            InetSocketAddress at = new InetSocketAddress(lab.managementAddress(), 0);
            try (Rendezvous rendezvous =
                    lab.manage(() -> ProvenConnectionsTest.rendezvous(token, at, hosts.size(), folder))) {
                List<Process> all = new ArrayList<>();
                for (int rank = 0; rank < hosts.size(); rank++) {
                    String host = hosts.get(rank);
                    all.add(lab.start(host, program(token, rendezvous.address(), rank, host, lab.address(host))));
                }
                for (Process each : all) {
                    each.waitFor();
                }
            }
        }
    }

    private static ProcessBuilder program(Token token, InetSocketAddress at, int rank, String name, String address) {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path").replace("::", File.pathSeparator),
                ProbeLaboratory.class.getName(),
                "member",
                at.getAddress().getHostAddress(),
                Integer.toString(at.getPort()),
                Integer.toString(rank),
                name,
                address);
        builder.environment().put(Token.VARIABLE, token.secret());
        return builder.inheritIO();
    }

    private static void member(String[] args) throws Exception {
        Token token = Token.of(System.getenv(Token.VARIABLE));
        int rank = Integer.parseInt(args[3]);
        InetAddress own = InetAddress.getByName(args[5]);
        InetSocketAddress at = new InetSocketAddress(args[1], Integer.parseInt(args[2]));
        try (RendezvousMember member = ProvenConnectionsTest.join(at, token, rank);
                ProvenConnections connections = ProvenConnections.open(member, token, rank, own)) {
            MeasuredNetwork found =
                    NetworkProbe.measure(connections, args[4], own, ProbeLimits.USUAL, System.out::println);
            if (rank == 0) {
                MeasuredTopology made = found.topology("measured");
                made.write(System.out);
                made.warnings().forEach(each -> System.out.println("WARNING " + each));
            }
        }
    }
}
