/**
 * Networks of hosts, switches and links, and paths through them. Knows nothing of time or training.
 */
@NullMarked
package org.longhaul.topology;

import org.jspecify.annotations.NullMarked;
