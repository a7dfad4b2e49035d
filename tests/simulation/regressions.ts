/**
 * Plans of histories that once ended wrong, each with what it taught.
 *
 * They are written out, since a seed means another plan when plans are made otherwise. What happens in which order follows
 * from the seed too, and from every store call of the program, so a plan is run with some more seeds than its own.
 */
import type { AuthorAction, Plan } from './plan.js'

export interface Regression {
  readonly taught: string
  readonly plan: Plan
}

/** The authors put the settings of one of two sites, and maybe say `more`. */
function settings(site: 0 | 1, more = ''): AuthorAction {
  const window = '{entries: 2, hours: 1, entries_max: 3}'
  const text = `title: Site ${site}\nurl: https://example.com\nbroadsheet:\n  window: ${window}\n${more}`
  return { do: 'put', key: '_config.yml', text }
}

export const REGRESSIONS: readonly Regression[] = [
  {
    taught: 'a batch whose time ran out must not acknowledge the settings before the feed of the site is published',
    plan: {
      seed: 282,
      actions: [
        settings(0),
        {
          do: 'put',
          key: '_posts/2024-01-01-a.html',
          text: '---\ntitle: T1\ndate: 2024-01-01\ntags: []\n---\n<p>Text</p>\n',
        },
        { do: 'delete', key: '_posts/2024-01-01-a.html' },
        { do: 'delete', key: '_posts/2024-01-01-a.html' },
        {
          do: 'put',
          key: '_posts/2024-01-01-a.html',
          text: '---\ntitle: T0\ndate: 2024-01-03\ntags: [x]\n---\n<p>Text</p>\n',
        },
        {
          do: 'put',
          key: '_posts/2024-01-01-a.html',
          text: '---\ntitle: T1\ndate: 2024-01-01\ntags: []\n---\n<p>Text</p>\n',
        },
        {
          do: 'put',
          key: '_posts/2024-01-01-a.html',
          text: '---\ntitle: T0\ndate: 2024-01-10 06:00:00\ntags: [x,y]\n---\n<p>Text</p>\n',
        },
        {
          do: 'put',
          key: '_posts/2024-01-01-a.html',
          text: '---\ntitle: T1\ndate: 2024-01-03\ntags: [x,y]\n---\n<p>Text</p>\n',
        },
        {
          do: 'put',
          key: '_posts/2024-01-01-a.html',
          text: '---\ntitle: T0\ndate: 2024-01-03\ntags: [x]\ndraft: true\n---\n<p>Text</p>\n',
        },
      ],
      weather: {
        refuse: 0.016168790974188597,
        loseAnswer: 0.07242274835705757,
        conflict: 0.04735973900184035,
        crash: 0.019648327657487242,
        redeliver: 0.019278805144131186,
        duplicate: 0.17539958690758795,
        outOfTime: 0,
        pause: 0,
      },
      handlersMax: 6,
      haste: 0.13277802046388387,
    },
  },
  {
    taught:
      'a feed that nobody has seen and that has nothing to show is not begun: a late handler may leave it without documents',
    plan: {
      seed: 221001,
      actions: [
        settings(1, '  report: off\n'),
        {
          do: 'put',
          key: '_posts/2024-01-01-a.html',
          text: '---\ntitle: T0\ndate: 2024-01-10 06:00:00\ntags: [x,y]\nlang: "?"\nslug: same\n---\n<p>Text</p>\n',
        },
        { do: 'delete', key: '_posts/2024-01-01-a.html' },
      ],
      weather: {
        refuse: 0,
        loseAnswer: 0.03894983496516943,
        conflict: 0,
        crash: 0.010153495324775576,
        redeliver: 0.07976069261785597,
        duplicate: 0,
        outOfTime: 0,
        pause: 0.039776530419476326,
      },
      handlersMax: 6,
      haste: 0.04041073231957853,
    },
  },
  {
    taught: 'settings that come back are rebuilt for like others: what was written meanwhile is of those between',
    plan: {
      seed: 134_802,
      actions: [settings(0), settings(1), { do: 'delete', key: '_posts/2024-01-01-a.html' }, settings(0)],
      weather: { refuse: 0, loseAnswer: 0, conflict: 0, crash: 0, redeliver: 0, duplicate: 0, outOfTime: 0, pause: 0 },
      handlersMax: 6,
      haste: 0.10290988677181304,
    },
  },
  {
    taught: 'the documents of a period are judged by one of them, which is put last: a link of another may be missing',
    plan: {
      seed: 167_193,
      actions: [
        settings(1, '  report: off\n  archive: daily\n'),
        {
          do: 'put',
          key: '_posts/2024-01-02-b.html',
          text: '---\ntitle: T1\ndate: 2024-01-02\ntags: []\n---\n<p>Text</p>\n',
        },
        {
          do: 'put',
          key: '_posts/2024-01-03-c.html',
          text: '---\ntitle: T1\ndate: 2024-01-01\ntags: [x]\nslug: same\n---\n<p>Text</p>\n',
        },
        { do: 'delete', key: '_posts/2024-01-01-a.html' },
      ],
      weather: {
        refuse: 0.039863444992806765,
        loseAnswer: 0,
        conflict: 0.02039296440780163,
        crash: 0,
        redeliver: 0.06331710922531784,
        duplicate: 0.08108105428982526,
        outOfTime: 0,
        pause: 0,
      },
      handlersMax: 4,
      haste: 0.04161595192737877,
    },
  },
  {
    taught: 'a post that was deleted before it was ever seen has a record too: who read it before may write it after',
    plan: {
      seed: 938_474,
      actions: [
        settings(0),
        {
          do: 'put',
          key: '_posts/2024-01-01-a.html',
          text: '---\ntitle: T0\ndate: 2024-01-10 06:00:00\ntags: []\ndraft: true\nslug: same\n---\n<p>Text</p>\n',
        },
        {
          do: 'put',
          key: '_posts/2024-01-02-b.html',
          text: '---\ntitle: T1\ndate: 2024-01-01\ntags: [x]\n---\n<p>Text</p>\n',
        },
        { do: 'delete', key: '_posts/2024-01-01-a.html' },
      ],
      weather: {
        refuse: 0.014440450910478832,
        loseAnswer: 0.04241263620555401,
        conflict: 0.007613304499536753,
        crash: 0.022658150475472212,
        redeliver: 0.07139670504257083,
        duplicate: 0.3455335070611909,
        outOfTime: 0,
        pause: 0,
      },
      handlersMax: 5,
      haste: 0.11089476217050105,
    },
  },
  {
    taught: 'a good store must not be refused when the writes that probe it meet a run of conflicts',
    plan: {
      seed: 583_937,
      actions: [
        settings(0, '  report: off\n  archive: daily\n'),
        { do: 'put', key: '_posts/2024-01-02-b.html', text: '---\ntitle: broken\ndate: someday\n---\n' },
        { do: 'delete', key: '_posts/2024-01-02-b.html' },
        { do: 'delete', key: '_posts/2024-01-01-a.html' },
      ],
      weather: {
        refuse: 0,
        loseAnswer: 0.049580245800316336,
        conflict: 0.05722754718735814,
        crash: 0.006783144401852041,
        redeliver: 0.03439682370517403,
        duplicate: 0,
        outOfTime: 0.08563426383771003,
        pause: 0,
      },
      handlersMax: 2,
      haste: 0.10521312416996807,
    },
  },
  {
    taught: 'posts ask for the report themselves, though another message asks for it in the same batch',
    plan: {
      seed: 646_573,
      actions: [
        settings(0, '  archive: hourly\n'),
        { do: 'put', key: '_posts/2024-01-01-a.html', text: '---\ntitle: broken\ndate: someday\n---\n' },
        { do: 'delete', key: '_posts/2024-01-02-b.html' },
        {
          do: 'put',
          key: '_posts/2024-01-03-c.html',
          text: '---\ntitle: T0\ndate: 2024-01-03\ntags: []\nguid: https://old.example/?p=1\n---\n<p>Text</p>\n',
        },
      ],
      weather: {
        refuse: 0.03226553510176018,
        loseAnswer: 0,
        conflict: 0,
        crash: 0,
        redeliver: 0.0900403420208022,
        duplicate: 0.23302888462785631,
        outOfTime: 0.08728684964589775,
        pause: 0,
      },
      handlersMax: 2,
      haste: 0.31763119355775415,
    },
  },
]
