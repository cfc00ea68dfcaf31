package org.longhaul.wire.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.engine.Trainings;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.topology.TopologyException;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.communicate.GlooTransport;
import org.longhaul.training.communicate.LostMemberException;
import org.longhaul.training.communicate.Transport;
import org.longhaul.training.tensor.Device;
import org.longhaul.wire.probe.ClockOffset;
import org.longhaul.wire.probe.ClockStamps;
import org.longhaul.wire.probe.MeasuredNetwork;
import org.longhaul.wire.probe.NetworkProbe;
import org.longhaul.wire.probe.ProbeLimits;
import org.longhaul.wire.probe.ProvenConnections;
import org.longhaul.wire.probe.SocketCounters;
import org.longhaul.wire.record.RankHeader;
import org.longhaul.wire.record.RankWriter;
import org.longhaul.wire.record.StepRecorder;
import org.longhaul.wire.record.WireEnd;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireUnit;
import org.longhaul.wire.rendezvous.ClockExchange;
import org.longhaul.wire.rendezvous.KernelDoorkeeper;
import org.longhaul.wire.rendezvous.LostMember;
import org.longhaul.wire.rendezvous.RendezvousException;
import org.longhaul.wire.rendezvous.RendezvousMember;

/**
 * One process of a run: joins the others and trains its rank of whatever it is told to, until it is told to leave. One thread
 * drives it.
 */
public final class WireWorker {
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration SET_UP = Duration.ofMinutes(2);
    /** How long one exchange may take: a slow member is waited for, and one that is lost is known by the rendezvous before. */
    private static final Duration SILENCE = Duration.ofHours(1);

    private static final long MILLIS_FOR_A_REASON = 3_000;
    private static final long RETRY_MILLIS = 200;

    private final WirePlan plan;
    private final WorkerSettings settings;
    private final Consumer<String> says;
    private final SocketCounters counters = SocketCounters.open();
    private final Trainings trainings;

    /**
     * A process.
     *
     * @param says hears sentences for people
     */
    public WireWorker(WirePlan plan, WorkerSettings settings, Consumer<String> says) {
        this.plan = plan;
        this.settings = settings;
        this.says = says;
        this.trainings = new Trainings(Device.CPU, 1, plan.plan().data());
    }

    /**
     * Takes part until the end.
     *
     * @param exit ends the process, for when the training thread cannot be reached; is told why
     * @return null if the run ended as it should; else why it did not
     * @throws RendezvousException if the rendezvous refuses this process
     * @throws IOException if it cannot be reached, or a file cannot be written
     */
    public @Nullable String run(Consumer<String> exit) throws IOException, InterruptedException {
        AtomicReference<@Nullable RendezvousMember> joined = new AtomicReference<>();
        try (Situation situation = new Situation(joined, exit);
                RendezvousMember member = join(situation)) {
            joined.set(member);
            says.accept("Rank " + settings.rank() + " has joined run " + member.run() + " at " + settings.rendezvous()
                    + ".");
            return takePart(member, situation);
        }
    }

    private @Nullable String takePart(RendezvousMember member, Situation situation)
            throws IOException, InterruptedException {
        try {
            return obey(member, situation);
        } catch (RendezvousException e) {
            // Who has been taken in is not refused any more: the rendezvous, or the way there, is gone.
            String over = situation.over();
            return over == null ? String.valueOf(e.getMessage()) : over;
        }
    }

    private RendezvousMember join(Situation situation) throws IOException, InterruptedException {
        long until = System.nanoTime() + settings.patience().toNanos();
        String host = host();
        Map<String, String> facts = new TreeMap<>(plan.facts());
        facts.putAll(HostWords.facts(address()));
        while (true) {
            try {
                return RendezvousMember.join(
                        settings.rendezvous(),
                        settings.token(),
                        settings.tls(),
                        settings.rank(),
                        host,
                        facts,
                        situation);
            } catch (RendezvousException e) {
                throw e;
            } catch (IOException e) {
                if (System.nanoTime() > until) {
                    throw new IOException(
                            "cannot join at " + settings.rendezvous() + ": " + e.getMessage()
                                    + "\nMaybe nobody listens there yet, this host is not among those stated there,"
                                    + " or the tokens differ",
                            e);
                }
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown host";
        }
    }

    /** The address at which the others connect to this process. */
    private InetAddress address() throws IOException {
        if (settings.address() != null) {
            return InetAddress.getByName(settings.address());
        }
        InetAddress other = settings.rendezvous().getAddress();
        try (java.net.DatagramSocket towards = new java.net.DatagramSocket()) {
            // Sends nothing; the system only looks up the way.
            towards.connect(other, settings.rendezvous().getPort());
            return towards.getLocalAddress();
        } catch (SocketException e) {
            throw new IOException("there is no way to " + other.getHostAddress() + ": " + e.getMessage(), e);
        }
    }

    private @Nullable String obey(RendezvousMember member, Situation situation)
            throws IOException, InterruptedException {
        tellClock(member);
        while (true) {
            Situation.Order order = situation.next();
            switch (order.about()) {
                case UnitOrder.ABOUT -> {
                    MemberState state = trainOrTellWhyNot(UnitOrder.parse(order.text()), member, situation);
                    tellClock(member);
                    member.tell(MemberState.ABOUT, state.text());
                }
                case UnitOrder.PROBE -> probe(Double.parseDouble(order.text()), member, situation);
                case UnitOrder.LEAVE -> {
                    member.leave();
                    return null;
                }
                case UnitOrder.OVER -> {
                    // That somebody was lost says more than that the rendezvous has closed.
                    return situation.over();
                }
                default ->
                    throw new IOException("the rendezvous orders what this program does not know: " + order.about());
            }
        }
    }

    /** This process ends by what goes wrong here; who started the run has the reason first. */
    private MemberState trainOrTellWhyNot(UnitOrder order, RendezvousMember member, Situation situation)
            throws IOException {
        try {
            return train(order, member, situation);
        } catch (IOException | RuntimeException e) {
            if (situation.ended() == null) {
                String words = "rank " + settings.rank() + " cannot go on: " + e.getMessage();
                member.tell(
                        MemberState.ABOUT,
                        new MemberState(MemberState.What.FAILED, order.unit(), order.from(), Double.NaN, words).text());
            }
            throw e;
        }
    }

    /** Measures the network together with the others; rank 0 writes down what was found. */
    private void probe(double seconds, RendezvousMember member, Situation situation)
            throws IOException, InterruptedException {
        String told;
        try (ProvenConnections connections =
                ProvenConnections.open(member, settings.token(), settings.rank(), address())) {
            MeasuredNetwork found = NetworkProbe.measure(
                    connections,
                    HostWords.node(settings.rank()),
                    address(),
                    new ProbeLimits(
                            seconds,
                            ProbeLimits.USUAL.bytes(),
                            Math.min(ProbeLimits.USUAL.secondsPerTest(), seconds),
                            ProbeLimits.USUAL.streams()),
                    sentence -> {
                        if (settings.rank() == 0) {
                            says.accept(sentence);
                        }
                    });
            if (settings.rank() == 0) {
                write(found, member);
            }
            told = "";
        } catch (TopologyException e) {
            told = "no network follows from what was measured: " + e.getMessage() + "\nMaybe --probe with more than "
                    + seconds + " seconds, or --probe 0 for no measurement";
        } catch (IOException | UncheckedIOException e) {
            situation.awaitReason(MILLIS_FOR_A_REASON);
            told = "the network cannot be measured: " + e.getMessage();
        } catch (RuntimeException e) {
            // A fault of this program: whoever started the run has the reason first.
            member.tell(UnitOrder.PROBE, "the network cannot be measured: " + e);
            throw e;
        }
        if (situation.ended() == null) {
            member.tell(UnitOrder.PROBE, told);
        }
    }

    private void write(MeasuredNetwork found, RendezvousMember member) throws IOException {
        WireFolder folder = new WireFolder(work(member));
        Files.createDirectories(folder.path());
        AtomicFiles.write(folder.measurements(), found.json());
        StringBuilder text = new StringBuilder();
        found.topology(member.run()).write(text);
        AtomicFiles.write(folder.topology(), text.toString());
        if (settings.handsIn()) {
            member.handIn(folder.measurements(), "measurements.json");
            member.handIn(folder.topology(), "topology.yaml");
        }
    }

    /** The folder of what is this member's own in this run. */
    private Path work(RendezvousMember member) {
        return settings.handsIn() ? settings.work().resolve(member.run()) : settings.work();
    }

    private void tellClock(RendezvousMember member) throws IOException {
        ClockOffset offset = ClockOffset.measure(
                () -> {
                    ClockExchange stamps = member.compareClocks(ANSWER);
                    return new ClockStamps(
                            stamps.askedNanos(), stamps.arrivedNanos(), stamps.answeredNanos(), stamps.returnedNanos());
                },
                ClockOffset.EXCHANGES);
        member.tell(ClockTable.ABOUT, offset.atNanos() + " " + offset.offsetNanos() + " " + offset.errorNanos());
    }

    private MemberState train(UnitOrder order, RendezvousMember member, Situation situation) throws IOException {
        WireUnit unit = plan.units().get(order.unit());
        MethodPlan method = plan.method(unit);
        TrainingPlan training = method.training().withSeed(unit.seed());
        if (settings.rank() >= training.participants()) {
            return new MemberState(MemberState.What.FINISHED, order.unit(), training.steps(), Double.NaN, "");
        }
        Path lines = new WireFolder(work(member)).rankFile(unit, settings.rank());
        if (order.session() == 0) {
            // Of another run that had this name.
            Files.deleteIfExists(lines);
        }
        Checkpoints checkpoints = new Checkpoints(work(member), unit, settings.rank());
        MemberState state;
        try (RankWriter writer =
                RankWriter.append(lines, new RankHeader(unit.label(), unit.seed(), settings.rank(), order.session()))) {
            state = train(order, training, member, situation, writer, checkpoints);
        }
        if (state.what() == MemberState.What.FINISHED) {
            checkpoints.clear();
        }
        if (settings.handsIn() && situation.ended() == null) {
            member.handIn(lines, "unit-" + order.unit() + ".jsonl");
        }
        return state;
    }

    private MemberState train(
            UnitOrder order,
            TrainingPlan training,
            RendezvousMember member,
            Situation situation,
            RankWriter writer,
            Checkpoints checkpoints)
            throws IOException {
        StepRecorder recorder = new StepRecorder(writer, System::nanoTime);
        String place = "unit " + (order.unit() + 1) + ", session " + order.session();
        UnitDrive drive = null;
        TrainingSession session = null;
        try (StallWatch stalls = StallWatch.begin();
                Transport transport = new GlooTransport(
                        settings.rank(),
                        training.participants(),
                        new RendezvousBook(member, place + "/", SET_UP),
                        new GlooTransport.Settings(
                                address().getHostAddress(), SET_UP, SILENCE, KernelDoorkeeper.ofThisSystem()))) {
            session = trainings.session(training, recorder, recorder.timing(transport));
            PeerCounters peers = new PeerCounters(counters, member, settings.rank(), training.participants());
            drive = new UnitDrive(
                    training,
                    plan.plan().scenario().checkpoints(),
                    order,
                    settings.rank(),
                    situation,
                    member,
                    session,
                    writer,
                    recorder,
                    checkpoints,
                    stalls);
            member.barrier(place + ", begin", training.participants(), UnitDrive.LONG);
            peers.sample(place + ", begin", writer);
            drive.run();
            peers.sample(place + ", end", writer);
            long done = session.stepsDone();
            writer.ended(WireEnd.finished(done, System.nanoTime()));
            return new MemberState(MemberState.What.FINISHED, order.unit(), done, drive.loss(), "");
        } catch (UnitDrive.DivergedException e) {
            return over(
                    writer,
                    MemberState.What.DIVERGED,
                    order,
                    session,
                    drive,
                    "rank " + settings.rank() + " at " + e.getMessage());
        } catch (LostMemberException | UncheckedIOException | RendezvousException | UnitDrive.EndedException e) {
            situation.awaitReason(MILLIS_FOR_A_REASON);
            return early(writer, order, session, drive, situation, e);
        } finally {
            if (session != null) {
                session.close();
            }
        }
    }

    /** An exchange failed or a wait was in vain: because somebody was lost, or because the unit was ended. */
    private MemberState early(
            RankWriter writer,
            UnitOrder order,
            @Nullable TrainingSession session,
            @Nullable UnitDrive drive,
            Situation situation,
            Exception cause)
            throws IOException {
        long now = System.nanoTime();
        long steps = session == null ? 0 : session.stepsDone();
        double loss = drive == null ? Double.NaN : drive.loss();
        LostMember lost = situation.lost();
        if (lost != null) {
            writer.ended(WireEnd.lost(
                    steps, now, lost.rank(), lost.host(), now - lost.silentMillis() * 1_000_000, lost.words()));
            return new MemberState(MemberState.What.LOST, order.unit(), steps, loss, lost.words());
        }
        String stopped = situation.stopped();
        String why = stopped != null ? stopped : situation.ended();
        MemberState.What what = why == null ? MemberState.What.LOST : MemberState.What.STOPPED;
        String words = why == null ? String.valueOf(cause.getMessage()) : why;
        return over(writer, what, order, session, drive, words);
    }

    private static MemberState over(
            RankWriter writer,
            MemberState.What what,
            UnitOrder order,
            @Nullable TrainingSession session,
            @Nullable UnitDrive drive,
            String words)
            throws IOException {
        long steps = session == null ? 0 : session.stepsDone();
        writer.ended(WireEnd.stopped(steps, System.nanoTime(), words));
        return new MemberState(what, order.unit(), steps, drive == null ? Double.NaN : drive.loss(), words);
    }
}
