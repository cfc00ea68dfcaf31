package org.longhaul.wire.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.command.Longhaul;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.wire.incident.Parting;
import org.longhaul.wire.incident.RunEvent;
import org.longhaul.wire.incident.RunLog;
import org.longhaul.wire.lab.LabAbility;
import org.longhaul.wire.lab.LabException;
import org.longhaul.wire.lab.LabFile;
import org.longhaul.wire.lab.Laboratory;
import org.longhaul.wire.lab.OutageListener;
import org.longhaul.wire.lab.UserNamespace;
import org.longhaul.wire.rendezvous.Rendezvous;
import org.longhaul.wire.rendezvous.RendezvousListener;
import org.longhaul.wire.rendezvous.RendezvousSettings;
import org.longhaul.wire.run.StartedProcesses;
import org.longhaul.wire.run.WirePlan;

/** Members in a laboratory: rank r on its r-th host. They reach the rendezvous beside the lines of the topology. */
final class LabPlace implements StartedProcesses.Place, AutoCloseable {
    private final Laboratory lab;
    private final int members;

    private LabPlace(Laboratory lab, int members) {
        this.lab = lab;
        this.members = members;
    }

    /** Whether this user has a laboratory only within a user namespace. @throws WrongInputException if there can be none */
    static boolean isElsewhere() {
        LabAbility ability = LabAbility.check();
        if (ability.way() == LabAbility.Way.NONE) {
            throw new WrongInputException("--lab: " + ability.reason());
        }
        return ability.way() == LabAbility.Way.USER_NAMESPACE;
    }

    /** Runs the same command there. @return its exit code */
    static int again(List<String> arguments) throws IOException, InterruptedException {
        return UserNamespace.runAgain(Longhaul.class, arguments);
    }

    /** Builds a laboratory. @throws WrongInputException if it has not a host for each member, or cannot be built */
    static LabPlace open(Path file, WirePlan plan, Consumer<String> notes) {
        LabFile wanted = LabFile.read(file);
        int hosts = wanted.topology().hosts().length;
        if (hosts < plan.members()) {
            throw new WrongInputException("--lab: " + file + " has " + hosts + " hosts; allowed: at least "
                    + plan.members() + ", since the scenario has " + MemberWords.of(plan));
        }
        try {
            return new LabPlace(Laboratory.open(wanted, notes), plan.members());
        } catch (LabException e) {
            throw new WrongInputException("--lab: " + e.getMessage(), e);
        }
    }

    private String host(int rank) {
        return lab.hosts().get(rank);
    }

    @Override
    public Process start(int rank, ProcessBuilder program) throws IOException {
        return lab.start(host(rank), program);
    }

    @Override
    public @Nullable String address(int rank) {
        return lab.address(host(rank));
    }

    @Override
    public Rendezvous meet(RendezvousSettings settings, RendezvousListener listener) throws IOException {
        InetAddress here = InetAddress.getByName(lab.managementAddress());
        RendezvousSettings there = new RendezvousSettings(
                new InetSocketAddress(here, 0),
                settings.token(),
                settings.tls(),
                settings.hosts(),
                settings.members(),
                settings.run(),
                settings.facts(),
                settings.patience(),
                settings.collected());
        return lab.manage(() -> Rendezvous.open(there, listener));
    }

    @Override
    public void begin(@Nullable String method, RunLog log) {
        lab.beginOutages(method, new OutageListener() {
            @Override
            public void down(String link) {
                log.outage(RunEvent.What.DOWN, link, sides(link), null);
            }

            @Override
            public void up(String link) {
                log.outage(RunEvent.What.UP, link, sides(link), null);
            }

            @Override
            public void failed(String link, String why) {
                log.outage(RunEvent.What.FAILED, link, sides(link), why);
            }
        });
    }

    /** Ranks that reach each other while a link is down. */
    private List<List<Integer>> sides(String id) {
        return Parting.sides(
                lab.topology(),
                lab.hosts().subList(0, members),
                List.of(lab.topology().linkIndex(id)));
    }

    @Override
    public void end(String method) {
        lab.endOutages(method);
    }

    @Override
    public void end() {
        lab.endOutages();
    }

    @Override
    public @Nullable String broken() {
        return lab.broken();
    }

    @Override
    public void close() {
        lab.close();
    }
}
