/** What a server makes of the mean of a round: values, to be combined with any round. */
@NullMarked
package org.longhaul.training.method.server;

import org.jspecify.annotations.NullMarked;
