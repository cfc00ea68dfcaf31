package org.longhaul.simulator.collective.library;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.topology.unit.DataSize;

/** No library: every transfer is carried out whole, as the closed forms have it. */
@SuppressWarnings("rawtypes") // AutoService cannot name a generic service exactly.
@AutoService(CommunicationLibrary.class)
@Provides(
        id = LockstepLibrary.ID,
        description =
                "No library: a round's transfers are whole and all done before the next round, as in closed forms.",
        source = "Closed forms of docs/collectives.md.")
public final class LockstepLibrary implements CommunicationLibrary<LockstepLibrary.Settings> {

    /** Id of this library. */
    public static final String ID = LibraryProfile.LOCKSTEP_ID;

    /** No settings. */
    public record Settings() {}

    @Override
    public LibraryProfile profile(Settings settings, DataSize sendBuffer) {
        return LibraryProfile.LOCKSTEP;
    }
}
