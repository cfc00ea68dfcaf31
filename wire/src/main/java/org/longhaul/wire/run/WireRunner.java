package org.longhaul.wire.run;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.run.FileTrouble;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.wire.incident.RunEvent;
import org.longhaul.wire.incident.RunLog;
import org.longhaul.wire.record.ClockReading;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireMember;
import org.longhaul.wire.record.WireRun;
import org.longhaul.wire.record.WireUnit;
import org.longhaul.wire.rendezvous.Rendezvous;
import org.longhaul.wire.rendezvous.RendezvousSettings;

/**
 * Starts a run and holds it together: waits for all members, tells them what to train, keeps what is done, and ends the run when
 * one of them is lost. One thread drives it.
 */
public final class WireRunner {
    private static final long LOOK_MILLIS = 200;
    private static final String HANDED_IN = "handed-in";
    private static final String FINISHED = "finished";

    private final WirePlan plan;
    private final RunDirectory directory;
    private final RunnerSettings settings;
    private final RunnerProgress progress;
    private final WireFolder folder;
    private final List<WireUnit> units;
    private final int members;
    private final Happenings happenings = new Happenings();
    private final Map<Integer, WireMember> joined = new TreeMap<>();
    private final List<ClockReading> earlierClocks = new ArrayList<>();
    private final ClockTable clocks;
    private final RunLog log;
    private RunState state;
    private StartedProcesses.Place place = StartedProcesses.Place.HERE;
    private boolean hasBegun;
    private boolean isOver;
    private volatile boolean isStopped;

    /** The run cannot go on; the message says who, where and since when. What was done is kept. */
    public static final class BrokenRunException extends Exception {
        private static final long serialVersionUID = 1L;

        BrokenRunException(String message) {
            super(message);
        }
    }

    /** A run of a folder, new or taken up again. */
    public WireRunner(WirePlan plan, RunDirectory directory, RunnerSettings settings, RunnerProgress progress)
            throws IOException {
        this.plan = plan;
        this.directory = directory;
        this.settings = settings;
        this.progress = progress;
        this.folder = new WireFolder(directory.path());
        this.units = plan.units();
        this.members = plan.members();
        this.state = RunState.read(directory.path());
        this.clocks = new ClockTable(state.sessions());
        this.log = new RunLog(folder, state.sessions(), System::nanoTime, Clock.systemUTC());
        if (state.sessions() > 0 && Files.exists(folder.path().resolve("wire.json"))) {
            earlierClocks.addAll(folder.read().clocks());
        }
    }

    /** Ends the run soon; from any thread. */
    public void stop() {
        isStopped = true;
    }

    /** Writes down why the session ends, for when this process is about to end at once; from any thread. */
    public void abandon(String why) {
        end(RunEvent.What.BROKEN, why);
    }

    /** A session ends once, and as it was said first. */
    private synchronized void end(RunEvent.What how, @Nullable String why) {
        if (!isOver) {
            isOver = true;
            log.note(how, why);
        }
    }

    /**
     * Runs whatever is not done yet.
     *
     * @param processes where ranks are started; told to start those that are to run here
     * @param here ranks that are started here
     * @return ends of methods that came to no result, a sentence each; empty where all is done
     * @throws BrokenRunException if a member does not come, or is lost, or the run is stopped
     * @throws IOException if nobody can listen there, or a file cannot be written
     */
    public List<String> run(StartedProcesses processes, List<Integer> here)
            throws IOException, InterruptedException, BrokenRunException {
        RendezvousSettings wanted = new RendezvousSettings(
                settings.at(),
                settings.token(),
                settings.tls(),
                settings.hosts(),
                members,
                directory.manifest().id(),
                plan.facts(),
                settings.patience(),
                directory.path().resolve(HANDED_IN));
        place = processes.place();
        try (StartedProcesses started = processes;
                Rendezvous rendezvous = place.meet(wanted, happenings)) {
            log.note(RunEvent.What.WAITING, null);
            try {
                run(started, rendezvous, here);
            } catch (IOException | InterruptedException | BrokenRunException | RuntimeException | Error e) {
                broken(e);
                throw e;
            }
        } finally {
            clearHandedIn();
        }
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            String how = state.ended().get(i);
            if (how != null && !how.equals(FINISHED)) {
                failures.add(units.get(i).label() + ", seed " + units.get(i).seed() + ": " + how);
            }
        }
        return failures;
    }

    private void run(StartedProcesses started, Rendezvous rendezvous, List<Integer> here)
            throws IOException, InterruptedException, BrokenRunException {
        InetSocketAddress at = rendezvous.address();
        for (int rank : here) {
            started.start(rank, at);
        }
        if (here.size() < members) {
            progress.note("Waiting at " + at.getAddress().getHostAddress() + ":" + at.getPort() + " for "
                    + (members - here.size()) + " more of " + members + " members: longhaul wire worker SCENARIO"
                    + " --rank R --rendezvous HOST:" + at.getPort());
        }
        awaitAll(started);
        log.note(RunEvent.What.COMPLETE, null);
        state = state.takenUp();
        state.write(directory.path());
        writeRun();
        if (settings.probeSeconds() > 0 && members > 1 && !Files.exists(folder.topology())) {
            probe(rendezvous);
        }
        for (int i = 0; i < units.size(); i++) {
            if (!state.ended().containsKey(i)) {
                run(i, rendezvous);
            }
        }
        place.end();
        writeRun();
        end(RunEvent.What.DONE, null);
        rendezvous.order(UnitOrder.LEAVE, "");
        String untold = log.trouble();
        if (untold != null) {
            throw new BrokenRunException(untold);
        }
    }

    /** The session ends before the run is done: what can still be written down is, whatever it was. */
    private void broken(Throwable why) {
        try {
            place.end();
            if (joined.size() == members) {
                writeRun();
            }
        } catch (IOException | RuntimeException e) {
            why.addSuppressed(e);
        }
        String words =
                why instanceof IOException trouble ? FileTrouble.words(trouble) : String.valueOf(why.getMessage());
        end(
                RunEvent.What.BROKEN,
                why instanceof BrokenRunException ? words : "who started it could not go on: " + words);
    }

    private void probe(Rendezvous rendezvous) throws IOException, InterruptedException, BrokenRunException {
        progress.note("Measuring the network between the members ...");
        rendezvous.order(UnitOrder.PROBE, Double.toString(settings.probeSeconds()));
        int done = 0;
        while (done < members) {
            checkStopped();
            Happenings.Happening next = happenings.next(LOOK_MILLIS);
            if (next == null) {
                continue;
            }
            if (next.lost() != null) {
                throw new BrokenRunException(next.text());
            } else if (!next.about().equals(UnitOrder.PROBE)) {
                other(next);
            } else if (next.text().isEmpty()) {
                done++;
            } else {
                throw new BrokenRunException("rank " + next.rank() + ": " + next.text());
            }
        }
        take("topology.yaml", 0, folder.topology());
        take("measurements.json", 0, folder.measurements());
    }

    private void writeRun() throws IOException {
        List<ClockReading> all = new ArrayList<>(earlierClocks);
        all.addAll(clocks.readings());
        Manifest manifest = directory.manifest();
        folder.write(new WireRun(
                WireRun.SCHEMA_VERSION,
                manifest.id(),
                plan.source().scenario().name(),
                manifest.scenarioSha256(),
                Environment.version(),
                manifest.startedAt(),
                List.copyOf(joined.values()),
                plan.workers(),
                all,
                units,
                "gloo"));
    }

    private void awaitAll(StartedProcesses started) throws InterruptedException, BrokenRunException {
        long until = System.nanoTime() + settings.joining().toNanos();
        while (joined.size() < members) {
            checkStopped();
            Happenings.Happening next = happenings.next(LOOK_MILLIS);
            if (next != null) {
                joining(next);
            } else if (started.ended() != null) {
                throw new BrokenRunException(started.ended() + " before the run began");
            } else if (System.nanoTime() > until) {
                throw new BrokenRunException("waited " + settings.joining().toSeconds() + " s in vain for rank "
                        + missing() + " of " + members + " members");
            }
        }
    }

    private void joining(Happenings.Happening next) {
        switch (next.about()) {
            case "joined" -> {
                joined.put(next.rank(), HostWords.member(next.rank(), next.text(), next.facts()));
                clocks.joined(next.rank(), HostWords.clock(next.facts()));
                log.joined(next.rank(), next.text());
                progress.joined(next.rank(), next.text(), missing());
            }
            case "lost" -> {
                joined.remove(next.rank());
                progress.note(next.text() + "; it may come again");
            }
            default -> other(next);
        }
    }

    private void other(Happenings.Happening next) {
        if (next.about().equals(ClockTable.ABOUT)) {
            clocks.told(next.rank(), next.text());
        } else if (next.about().equals(PeerCounters.ABOUT)) {
            joined.computeIfPresent(next.rank(), (rank, known) -> HostWords.connected(known, next.text()));
        } else if (next.about().equals("refused")) {
            progress.note("Refused: " + next.text());
        }
    }

    private List<Integer> missing() {
        List<Integer> missing = new ArrayList<>();
        for (int rank = 0; rank < members; rank++) {
            if (!joined.containsKey(rank)) {
                missing.add(rank);
            }
        }
        return missing;
    }

    private void checkStopped() throws BrokenRunException {
        String why = whyStopped();
        if (why != null) {
            throw new BrokenRunException(why);
        }
    }

    private @Nullable String whyStopped() {
        if (isStopped) {
            return "the run was stopped";
        }
        String trouble = log.trouble();
        return trouble == null ? place.broken() : trouble;
    }

    private void run(int number, Rendezvous rendezvous) throws IOException, InterruptedException, BrokenRunException {
        WireUnit unit = units.get(number);
        TrainingPlan training = plan.method(unit).training();
        long from = state.saved().getOrDefault(number, 0L);
        progress.began(unit.label(), unit.seed(), training.steps());
        rendezvous.order(UnitOrder.ABOUT, new UnitOrder(number, state.sessions() - 1, from).text());
        RunningUnit running =
                new RunningUnit(members, training.participants(), from, why -> rendezvous.order(UnitOrder.STOP, why));
        boolean isUnderWay = false;
        while (!running.isOver()) {
            String why = whyStopped();
            if (why != null) {
                running.end(why, MemberState.What.STOPPED);
            }
            Happenings.Happening next = happenings.next(LOOK_MILLIS);
            if (next != null) {
                happened(next, number, running);
            }
            if (!isUnderWay && running.steps() > from) {
                isUnderWay = true;
                begin(unit.label());
            }
            progress.stepped(running.steps(), running.perSecond(), running.loss());
        }
        place.end(unit.label());
        String failure = running.failure();
        String how = failure == null ? FINISHED : failure;
        progress.ended(unit.label(), unit.seed(), running.steps(), running.perSecond(), running.loss(), how);
        takeHandedIn(number);
        boolean hasDiverged = running.cause() == MemberState.What.DIVERGED;
        if (failure != null && !hasDiverged) {
            throw new BrokenRunException(how);
        }
        state = state.withEnded(number, how);
        state.write(directory.path());
        if (hasDiverged && !running.areAllOver()) {
            throw new BrokenRunException(how + ", and not all members could be told");
        }
    }

    private void begin(String method) {
        if (!hasBegun) {
            hasBegun = true;
            place.begin(null, log);
        }
        place.begin(method, log);
    }

    private void happened(Happenings.Happening next, int number, RunningUnit running) throws IOException {
        if (next.lost() != null) {
            running.lost(next.lost());
        } else if (next.about().equals(MemberState.ABOUT)) {
            MemberState told = MemberState.parse(next.text());
            if (told.unit() == number && told.what() == MemberState.What.SAVED) {
                state = state.withSaved(number, told.steps());
                state.write(directory.path());
            } else if (told.unit() == number) {
                running.told(next.rank(), told);
            }
        } else {
            other(next);
        }
    }

    /** Puts the lines of members that do not write into this folder where those of the others are. */
    private void takeHandedIn(int number) throws IOException {
        for (int rank = 0; rank < members; rank++) {
            take("unit-" + number + ".jsonl", rank, folder.rankFile(units.get(number), rank));
        }
    }

    /** What is left was handed in by halves; its folders are of no use. */
    private void clearHandedIn() {
        Path left = directory.path().resolve(HANDED_IN);
        try {
            if (Files.exists(left)) {
                AtomicFiles.delete(left);
            }
        } catch (IOException e) {
            // A last part has just come, of a member whose connection is closed: why the run ended says more.
            return;
        }
    }

    private void take(String name, int rank, Path target) throws IOException {
        Path handed =
                directory.path().resolve(HANDED_IN).resolve("rank-" + rank).resolve(name);
        if (Files.exists(handed)) {
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.move(handed, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
