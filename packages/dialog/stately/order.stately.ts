// Written by "dialog export": change the flow, not this file.
import { setup } from 'xstate'

export const orderMachine = setup({
  actions: {
    askWhatToChange: () => {},
    cancelOrder: () => {},
    changeOrder: () => {},
    clearMisses: () => {},
    clearReleased: () => {},
    clearSlot: () => {},
    clearSlots: () => {},
    countMiss: () => {},
    countVoice: () => {},
    forgetCustomer: () => {},
    forgetOrder: () => {},
    forgetUsual: () => {},
    keepAsUsual: () => {},
    lookUpOrder: () => {},
    markReleased: () => {},
    markReminded: () => {},
    placeOrder: () => {},
    refuseKnownPhone: () => {},
    refuseUsualAddress: () => {},
    refuseUsualBottles: () => {},
    rememberCustomer: () => {},
    rememberLastOrder: () => {},
    rememberOrder: () => {},
    rememberSurvey: () => {},
    say: () => {},
    stopChanging: () => {},
    takeKnownPhone: () => {},
    takeNextOrder: () => {},
    takeNoEmpties: () => {},
    takeNote: () => {},
    takeSameOrder: () => {},
    takeSlots: () => {},
    takeUsual: () => {},
    takeUsualAddress: () => {},
    takeUsualBottles: () => {},
    transferToOperator: () => {},
  },
  guards: {
    asksEmpties: () => true,
    asksOrderStatus: () => true,
    changesNothing: () => true,
    changesOrder: () => true,
    hasNote: () => true,
    hasNoteOnly: () => true,
    hasObstacle: () => true,
    hasOrder: () => true,
    hasSlots: () => true,
    hasUsual: () => true,
    isChanging: () => true,
    isLastMiss: () => true,
    isNotReleased: () => true,
    isPayment: () => true,
    isPicture: () => true,
    isReaction: () => true,
    isShort: () => true,
    isVoice: () => true,
    mayAskAgain: () => true,
    mayRemind: () => true,
    namesSlot: () => true,
    needsAddress: () => true,
    needsBottles: () => true,
    needsPhone: () => true,
    offersKnownPhone: () => true,
    offersUsualAddress: () => true,
    offersUsualBottles: () => true,
    tooMany: () => true,
  },
  delays: {
    expire: 86400000,
    operatorSilence: 43200000,
    remind: 1800000,
  },
}).createMachine({
  id: "order",
  description: "A customer orders water: address, phone, bottles, confirmation.",
  context: {
    address: null,
    phone: null,
    bottles: null,
    misses: 0,
    reminded: false,
    knownPhone: null,
    orderNumber: null,
    survey: null,
    released: false,
    usual: null,
    amending: null,
    empties: null,
    note: null,
    street: null
  },
  initial: "greeting",
  on: {
    "customer.known": {
      actions: "rememberCustomer"
    },
    "customer.returned": {
      actions: "rememberLastOrder"
    },
    "order.status": {
      actions: {
        type: "say",
        params: {
          phrase: "order.status"
        }
      }
    },
    "user.forget": {
      actions: [
        "forgetUsual",
        "forgetCustomer",
        {
          type: "say",
          params: {
            phrase: "forgotten"
          }
        }
      ]
    },
    "survey.opened": {
      actions: "rememberSurvey"
    },
    "operator.wrote": {
      target: ".withOperator",
      actions: "clearReleased",
      description: "A person answers the customer: the bot keeps silent."
    },
    "operator.assigned": {
      guard: "isNotReleased",
      target: ".withOperator",
      description: "The dialog is assigned to a person. Once the bot has come back, that alone does not silence it again."
    },
    "operator.left": {
      actions: "clearReleased"
    },
    "client.flooding": {
      actions: {
        type: "say",
        params: {
          phrase: "flooding"
        }
      },
      description: "Messages of this customer are being dropped. Nothing changes; a person who holds it is left alone."
    },
    "input.rejected": {
      target: ".withOperator",
      actions: [
        {
          type: "say",
          params: {
            phrase: "trouble"
          }
        },
        {
          type: "transferToOperator",
          params: {
            reason: "trouble"
          }
        }
      ]
    },
    "order.placed": {
      actions: [
        "rememberOrder",
        {
          type: "say",
          params: {
            phrase: "placed"
          }
        }
      ]
    },
    "user.operator": {
      target: ".withOperator",
      actions: [
        {
          type: "say",
          params: {
            phrase: "operator.called"
          }
        },
        {
          type: "transferToOperator",
          params: {
            reason: "asked"
          }
        }
      ]
    },
    "user.cancel": {
      target: ".cancelled",
      actions: [
        "keepAsUsual",
        "clearSlots",
        {
          type: "say",
          params: {
            phrase: "cancelled"
          }
        }
      ]
    },
    "user.restart": {
      target: ".ordering",
      actions: [
        "clearSlots",
        {
          type: "say",
          params: {
            phrase: "restarted"
          }
        }
      ]
    }
  },
  states: {
    greeting: {
      description: "Nothing was said yet, or a person gave the customer back. The first message is never thrown away.",
      meta: {
        awaits: "anything"
      },
      on: {
        "user.provide": [
          {
            guard: "tooMany",
            target: "withOperator",
            actions: [
              "takeSlots",
              {
                type: "say",
                params: {
                  phrase: "bottles.too-many"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "too-many"
                }
              }
            ]
          },
          {
            target: "ordering",
            actions: [
              "takeSlots",
              {
                type: "say",
                params: {
                  phrase: "greeting"
                }
              },
              {
                type: "say",
                params: {
                  phrase: "aside"
                }
              }
            ]
          }
        ],
        "user.change": {
          target: "ordering",
          actions: [
            "takeSlots",
            {
              type: "say",
              params: {
                phrase: "greeting"
              }
            }
          ]
        },
        "user.cancel": [
          {
            guard: "hasOrder",
            target: "cancelling"
          },
          {
            target: "cancelled",
            actions: {
              type: "say",
              params: {
                phrase: "cancelled.help"
              }
            }
          }
        ],
        "user.restart": {
          target: "ordering",
          actions: [
            "clearSlots",
            {
              type: "say",
              params: {
                phrase: "greeting"
              }
            }
          ]
        },
        "user.forget": {
          target: "ordering",
          actions: [
            "forgetUsual",
            "forgetCustomer",
            {
              type: "say",
              params: {
                phrase: "greeting"
              }
            },
            {
              type: "say",
              params: {
                phrase: "forgotten"
              }
            }
          ]
        },
        "user.ask": [
          {
            guard: "asksOrderStatus",
            actions: "lookUpOrder"
          },
          {
            target: "ordering",
            actions: [
              "takeNote",
              {
                type: "say",
                params: {
                  phrase: "greeting"
                }
              },
              {
                type: "say",
                params: {
                  phrase: "answer"
                }
              }
            ]
          }
        ],
        "user.media": [
          {
            guard: "isPayment",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "media.passed"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "payment"
                }
              }
            ]
          },
          {
            guard: "isVoice",
            target: "ordering",
            actions: [
              "countVoice",
              {
                type: "say",
                params: {
                  phrase: "greeting"
                }
              },
              {
                type: "say",
                params: {
                  phrase: "media"
                }
              }
            ]
          },
          {
            target: "ordering",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "greeting"
                }
              },
              {
                type: "say",
                params: {
                  phrase: "media"
                }
              }
            ]
          }
        ],
        "user.unclear": [
          {
            guard: "tooMany",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "bottles.too-many"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "too-many"
                }
              }
            ]
          },
          {
            target: "ordering",
            actions: {
              type: "say",
              params: {
                phrase: "greeting"
              }
            }
          }
        ],
        "user.smalltalk": {
          target: "ordering",
          actions: {
            type: "say",
            params: {
              phrase: "greeting"
            }
          }
        },
        "user.language": {
          target: "ordering",
          actions: {
            type: "say",
            params: {
              phrase: "greeting"
            }
          }
        },
        "user.repeat": [
          {
            guard: "hasUsual",
            target: "ordering",
            actions: [
              "takeUsual",
              "takeNote",
              {
                type: "say",
                params: {
                  phrase: "greeting"
                }
              }
            ]
          },
          {
            target: "ordering",
            actions: [
              "takeNote",
              {
                type: "say",
                params: {
                  phrase: "greeting"
                }
              },
              {
                type: "say",
                params: {
                  phrase: "nothing-known"
                }
              }
            ]
          }
        ],
        "user.yes": {
          target: "ordering",
          actions: [
            "takeNote",
            {
              type: "say",
              params: {
                phrase: "greeting"
              }
            }
          ]
        },
        "user.no": {
          target: "ordering",
          actions: {
            type: "say",
            params: {
              phrase: "greeting"
            }
          }
        }
      }
    },
    ordering: {
      description: "An order is being put together. Whatever is corrected, the flow goes to the first thing that is missing.",
      initial: "routing",
      after: {
        expire: {
          target: "expired"
        }
      },
      on: {
        "user.provide": [
          {
            guard: "tooMany",
            target: "withOperator",
            actions: [
              "takeSlots",
              {
                type: "say",
                params: {
                  phrase: "bottles.too-many"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "too-many"
                }
              }
            ]
          },
          {
            guard: "hasObstacle",
            target: ".routing",
            actions: [
              "takeSlots",
              {
                type: "say",
                params: {
                  phrase: "obstacle"
                }
              }
            ]
          },
          {
            guard: "hasNoteOnly",
            target: ".routing",
            actions: [
              "takeSlots",
              {
                type: "say",
                params: {
                  phrase: "noted"
                }
              }
            ]
          },
          {
            target: ".routing",
            actions: [
              "takeSlots",
              {
                type: "say",
                params: {
                  phrase: "aside"
                }
              }
            ]
          }
        ],
        "user.forget": {
          target: ".routing",
          actions: [
            "forgetUsual",
            "forgetCustomer",
            {
              type: "say",
              params: {
                phrase: "forgotten"
              }
            }
          ]
        },
        "user.change": [
          {
            guard: "tooMany",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "bottles.too-many"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "too-many"
                }
              }
            ]
          },
          {
            guard: "changesNothing",
            target: ".routing"
          },
          {
            guard: "hasSlots",
            target: ".routing",
            actions: [
              "takeSlots",
              {
                type: "say",
                params: {
                  phrase: "changed"
                }
              },
              {
                type: "say",
                params: {
                  phrase: "obstacle"
                }
              }
            ]
          },
          {
            guard: "namesSlot",
            target: ".routing",
            actions: [
              "clearSlot",
              {
                type: "say",
                params: {
                  phrase: "obstacle"
                }
              }
            ]
          },
          {
            guard: "hasObstacle",
            target: ".routing",
            actions: {
              type: "say",
              params: {
                phrase: "obstacle"
              }
            }
          },
          {
            actions: {
              type: "say",
              params: {
                phrase: "change.what"
              }
            }
          }
        ],
        "user.ask": [
          {
            guard: "asksOrderStatus",
            actions: "lookUpOrder"
          },
          {
            target: ".routing",
            actions: [
              "takeNote",
              {
                type: "say",
                params: {
                  phrase: "answer"
                }
              }
            ]
          }
        ],
        "user.language": {
          target: ".routing",
          actions: {
            type: "say",
            params: {
              phrase: "language"
            }
          }
        },
        "user.smalltalk": [
          {
            guard: "isReaction"
          },
          {
            guard: "isShort",
            actions: {
              type: "say",
              params: {
                phrase: "smalltalk"
              }
            }
          },
          {
            target: ".routing",
            actions: {
              type: "say",
              params: {
                phrase: "smalltalk"
              }
            }
          }
        ],
        "user.media": [
          {
            guard: "isReaction"
          },
          {
            guard: "isPayment",
            target: ".routing",
            actions: [
              "takeNote",
              {
                type: "say",
                params: {
                  phrase: "noted"
                }
              }
            ]
          },
          {
            guard: "isLastMiss",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "misses"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "misses"
                }
              }
            ]
          },
          {
            guard: "isVoice",
            target: ".routing",
            actions: [
              "countVoice",
              {
                type: "say",
                params: {
                  phrase: "media"
                }
              }
            ],
            description: "One voice message is answered; the next goes to a person, who can listen."
          },
          {
            target: ".routing",
            actions: [
              "countMiss",
              {
                type: "say",
                params: {
                  phrase: "media"
                }
              }
            ]
          }
        ],
        "user.repeat": [
          {
            guard: "hasUsual",
            target: ".routing",
            actions: [
              "takeUsual",
              "takeNote"
            ]
          },
          {
            target: ".routing",
            actions: [
              "takeNote",
              {
                type: "say",
                params: {
                  phrase: "nothing-known"
                }
              }
            ]
          }
        ],
        "user.yes": {
          guard: "isLastMiss",
          target: "withOperator",
          actions: [
            {
              type: "say",
              params: {
                phrase: "misses"
              }
            },
            {
              type: "transferToOperator",
              params: {
                reason: "misses"
              }
            }
          ]
        },
        "user.no": {
          guard: "isLastMiss",
          target: "withOperator",
          actions: [
            {
              type: "say",
              params: {
                phrase: "misses"
              }
            },
            {
              type: "transferToOperator",
              params: {
                reason: "misses"
              }
            }
          ]
        },
        "user.unclear": [
          {
            guard: "tooMany",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "bottles.too-many"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "too-many"
                }
              }
            ]
          },
          {
            guard: "isLastMiss",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "misses"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "misses"
                }
              }
            ]
          },
          {
            guard: "hasObstacle",
            actions: [
              "countMiss",
              {
                type: "say",
                params: {
                  phrase: "obstacle"
                }
              }
            ]
          }
        ]
      },
      states: {
        routing: {
          description: "Goes to the first thing that is missing.",
          always: [
            {
              guard: "needsAddress",
              target: "waitingAddress"
            },
            {
              guard: "needsPhone",
              target: "waitingPhone"
            },
            {
              guard: "needsBottles",
              target: "waitingBottles"
            },
            {
              guard: "asksEmpties",
              target: "waitingEmpties"
            },
            {
              target: "waitingConfirmation"
            }
          ]
        },
        waitingAddress: {
          description: "Where to bring the water.",
          meta: {
            awaits: "address"
          },
          entry: {
            type: "say",
            params: {
              phrase: "ask.address"
            }
          },
          after: {
            remind: {
              guard: "mayRemind",
              actions: [
                "markReminded",
                {
                  type: "say",
                  params: {
                    phrase: "remind"
                  }
                }
              ]
            }
          },
          on: {
            "user.unclear": {
              guard: "mayAskAgain",
              actions: [
                "countMiss",
                {
                  type: "say",
                  params: {
                    phrase: "retry.address"
                  }
                }
              ]
            },
            "user.yes": [
              {
                guard: "offersUsualAddress",
                target: "routing",
                actions: [
                  "takeUsualAddress",
                  "takeNote"
                ]
              },
              {
                guard: "mayAskAgain",
                actions: [
                  "countMiss",
                  {
                    type: "say",
                    params: {
                      phrase: "retry.address"
                    }
                  }
                ]
              }
            ],
            "user.no": [
              {
                guard: "offersUsualAddress",
                target: "waitingAddress",
                reenter: true,
                actions: "refuseUsualAddress"
              },
              {
                guard: "mayAskAgain",
                actions: [
                  "countMiss",
                  {
                    type: "say",
                    params: {
                      phrase: "retry.address"
                    }
                  }
                ]
              }
            ]
          }
        },
        waitingPhone: {
          description: "Whom the courier calls. A number that the transport knows is offered.",
          meta: {
            awaits: "phone"
          },
          entry: {
            type: "say",
            params: {
              phrase: "ask.phone"
            }
          },
          after: {
            remind: {
              guard: "mayRemind",
              actions: [
                "markReminded",
                {
                  type: "say",
                  params: {
                    phrase: "remind"
                  }
                }
              ]
            }
          },
          on: {
            "user.yes": [
              {
                guard: "offersKnownPhone",
                target: "routing",
                actions: [
                  "takeKnownPhone",
                  "takeNote"
                ]
              },
              {
                guard: "mayAskAgain",
                actions: [
                  "countMiss",
                  {
                    type: "say",
                    params: {
                      phrase: "retry.phone"
                    }
                  }
                ]
              }
            ],
            "user.no": [
              {
                guard: "offersKnownPhone",
                actions: [
                  "refuseKnownPhone",
                  {
                    type: "say",
                    params: {
                      phrase: "retry.phone"
                    }
                  }
                ]
              },
              {
                guard: "mayAskAgain",
                actions: [
                  "countMiss",
                  {
                    type: "say",
                    params: {
                      phrase: "retry.phone"
                    }
                  }
                ]
              }
            ],
            "user.unclear": {
              guard: "mayAskAgain",
              actions: [
                "countMiss",
                {
                  type: "say",
                  params: {
                    phrase: "retry.phone"
                  }
                }
              ]
            }
          }
        },
        waitingBottles: {
          description: "How many bottles, 1 to 50. More is a matter for a person.",
          meta: {
            awaits: "bottles"
          },
          entry: {
            type: "say",
            params: {
              phrase: "ask.bottles"
            }
          },
          after: {
            remind: {
              guard: "mayRemind",
              actions: [
                "markReminded",
                {
                  type: "say",
                  params: {
                    phrase: "remind"
                  }
                }
              ]
            }
          },
          on: {
            "user.yes": [
              {
                guard: "offersUsualBottles",
                target: "routing",
                actions: [
                  "takeUsualBottles",
                  "takeNote"
                ]
              },
              {
                guard: "mayAskAgain",
                actions: [
                  "countMiss",
                  {
                    type: "say",
                    params: {
                      phrase: "retry.bottles"
                    }
                  }
                ]
              }
            ],
            "user.no": [
              {
                guard: "offersUsualBottles",
                actions: [
                  "refuseUsualBottles",
                  {
                    type: "say",
                    params: {
                      phrase: "retry.bottles"
                    }
                  }
                ]
              },
              {
                guard: "mayAskAgain",
                actions: [
                  "countMiss",
                  {
                    type: "say",
                    params: {
                      phrase: "retry.bottles"
                    }
                  }
                ]
              }
            ],
            "user.unclear": {
              guard: "mayAskAgain",
              actions: [
                "countMiss",
                {
                  type: "say",
                  params: {
                    phrase: "retry.bottles"
                  }
                }
              ]
            }
          }
        },
        waitingEmpties: {
          description: "How many empty bottles are given back; asked only if the business wants to know.",
          meta: {
            awaits: "empties"
          },
          entry: {
            type: "say",
            params: {
              phrase: "ask.empties"
            }
          },
          after: {
            remind: {
              guard: "mayRemind",
              actions: [
                "markReminded",
                {
                  type: "say",
                  params: {
                    phrase: "remind"
                  }
                }
              ]
            }
          },
          on: {
            "user.no": {
              target: "routing",
              actions: "takeNoEmpties"
            },
            "user.yes": {
              guard: "mayAskAgain",
              actions: [
                "countMiss",
                {
                  type: "say",
                  params: {
                    phrase: "retry.empties"
                  }
                }
              ]
            },
            "user.unclear": {
              guard: "mayAskAgain",
              actions: [
                "countMiss",
                {
                  type: "say",
                  params: {
                    phrase: "retry.empties"
                  }
                }
              ]
            }
          }
        },
        waitingConfirmation: {
          description: "Everything is known; only a clear yes orders.",
          meta: {
            awaits: "confirmation"
          },
          entry: {
            type: "say",
            params: {
              phrase: "ask.confirmation"
            }
          },
          after: {
            remind: {
              guard: "mayRemind",
              actions: [
                "markReminded",
                {
                  type: "say",
                  params: {
                    phrase: "remind"
                  }
                }
              ]
            }
          },
          on: {
            "user.yes": {
              target: "#order.placing",
              actions: [
                "takeNote",
                "clearMisses"
              ]
            },
            "user.no": {
              guard: "mayAskAgain",
              actions: [
                "countMiss",
                {
                  type: "say",
                  params: {
                    phrase: "change.what"
                  }
                }
              ]
            },
            "user.unclear": {
              guard: "mayAskAgain",
              actions: [
                "countMiss",
                {
                  type: "say",
                  params: {
                    phrase: "retry.confirmation"
                  }
                }
              ]
            }
          }
        }
      }
    },
    placing: {
      description: "The order is on its way into the database; the customer hears of it after it is there.",
      meta: {
        awaits: "nothing"
      },
      entry: {
        type: "placeOrder"
      },
      on: {
        "order.placed": {
          target: "placed",
          actions: [
            "rememberOrder",
            {
              type: "say",
              params: {
                phrase: "placed"
              }
            }
          ]
        },
        "order.rejected": {
          target: "withOperator",
          actions: [
            {
              type: "say",
              params: {
                phrase: "trouble"
              }
            },
            {
              type: "transferToOperator",
              params: {
                reason: "rejected"
              }
            }
          ]
        },
        "user.forget": {
          actions: [
            "forgetUsual",
            "forgetCustomer",
            {
              type: "say",
              params: {
                phrase: "forgotten"
              }
            }
          ]
        },
        "user.smalltalk": {},
        "user.yes": {},
        "user.*": {
          actions: {
            type: "say",
            params: {
              phrase: "placing"
            }
          }
        }
      }
    },
    placed: {
      description: "The order is in the database. Nothing is ordered again without a new confirmation.",
      meta: {
        awaits: "anything"
      },
      on: {
        "user.provide": [
          {
            guard: "tooMany",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "bottles.too-many"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "too-many"
                }
              }
            ]
          },
          {
            guard: "isChanging",
            target: "changing",
            actions: [
              "takeSlots",
              "stopChanging"
            ]
          },
          {
            guard: "hasNoteOnly",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "placed.passed"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "note"
                }
              }
            ]
          },
          {
            target: "ordering",
            actions: [
              "takeNextOrder",
              "stopChanging",
              {
                type: "say",
                params: {
                  phrase: "next"
                }
              },
              {
                type: "say",
                params: {
                  phrase: "aside"
                }
              }
            ]
          }
        ],
        "user.repeat": {
          target: "ordering",
          actions: [
            "takeSameOrder",
            {
              type: "say",
              params: {
                phrase: "next"
              }
            }
          ]
        },
        "user.restart": {
          target: "ordering",
          actions: [
            "clearSlots",
            {
              type: "say",
              params: {
                phrase: "next"
              }
            }
          ]
        },
        "user.cancel": {
          target: "cancelling"
        },
        "user.change": [
          {
            guard: "tooMany",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "bottles.too-many"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "too-many"
                }
              }
            ]
          },
          {
            guard: "changesNothing",
            actions: "lookUpOrder"
          },
          {
            guard: "changesOrder",
            target: "changing",
            actions: [
              "takeSlots",
              "stopChanging"
            ]
          },
          {
            guard: "hasObstacle",
            actions: [
              "askWhatToChange",
              {
                type: "say",
                params: {
                  phrase: "obstacle"
                }
              }
            ]
          },
          {
            actions: [
              "askWhatToChange",
              {
                type: "say",
                params: {
                  phrase: "placed.change"
                }
              }
            ]
          }
        ],
        "user.ask": [
          {
            guard: "asksOrderStatus",
            actions: "lookUpOrder"
          },
          {
            actions: {
              type: "say",
              params: {
                phrase: "answer"
              }
            }
          }
        ],
        "user.yes": [
          {
            guard: "hasNote",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "placed.passed"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "note"
                }
              }
            ]
          },
          {
            actions: {
              type: "say",
              params: {
                phrase: "placed.already"
              }
            }
          }
        ],
        "user.no": {
          actions: {
            type: "say",
            params: {
              phrase: "placed.help"
            }
          }
        },
        "user.unclear": [
          {
            guard: "tooMany",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "bottles.too-many"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "too-many"
                }
              }
            ]
          },
          {
            actions: {
              type: "say",
              params: {
                phrase: "placed.help"
              }
            }
          }
        ],
        "user.language": {
          actions: {
            type: "say",
            params: {
              phrase: "language"
            }
          }
        },
        "user.smalltalk": [
          {
            guard: "isReaction"
          },
          {
            actions: {
              type: "say",
              params: {
                phrase: "smalltalk"
              }
            }
          }
        ],
        "user.media": [
          {
            guard: "isReaction"
          },
          {
            guard: "isPicture",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "media.passed"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "picture"
                }
              }
            ]
          },
          {
            guard: "isLastMiss",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "misses"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "misses"
                }
              }
            ]
          },
          {
            guard: "isVoice",
            actions: [
              "countVoice",
              {
                type: "say",
                params: {
                  phrase: "media"
                }
              }
            ]
          },
          {
            actions: {
              type: "say",
              params: {
                phrase: "media"
              }
            }
          }
        ]
      }
    },
    changing: {
      description: "An order that was already placed is being changed; possible until somebody has taken it up.",
      meta: {
        awaits: "nothing"
      },
      entry: {
        type: "changeOrder"
      },
      on: {
        "order.changed": {
          target: "placed",
          actions: {
            type: "say",
            params: {
              phrase: "order.changed"
            }
          }
        },
        "order.locked": {
          target: "withOperator",
          actions: [
            {
              type: "say",
              params: {
                phrase: "order.locked"
              }
            },
            {
              type: "transferToOperator",
              params: {
                reason: "change"
              }
            }
          ]
        },
        "user.forget": {
          actions: [
            "forgetUsual",
            "forgetCustomer",
            {
              type: "say",
              params: {
                phrase: "forgotten"
              }
            }
          ]
        },
        "user.*": {}
      }
    },
    cancelling: {
      description: "An order that was already placed is being taken back.",
      meta: {
        awaits: "nothing"
      },
      entry: {
        type: "cancelOrder"
      },
      on: {
        "order.cancelled": {
          target: "cancelled",
          actions: [
            "clearSlots",
            "forgetOrder",
            {
              type: "say",
              params: {
                phrase: "order.cancelled"
              }
            }
          ]
        },
        "order.locked": {
          target: "withOperator",
          actions: [
            {
              type: "say",
              params: {
                phrase: "order.locked"
              }
            },
            {
              type: "transferToOperator",
              params: {
                reason: "locked"
              }
            }
          ]
        },
        "user.forget": {
          actions: [
            "forgetUsual",
            "forgetCustomer",
            {
              type: "say",
              params: {
                phrase: "forgotten"
              }
            }
          ]
        },
        "user.*": {}
      }
    },
    cancelled: {
      description: "The customer does not want it. A new order can begin at any time.",
      meta: {
        awaits: "anything"
      },
      on: {
        "user.provide": [
          {
            guard: "tooMany",
            target: "withOperator",
            actions: [
              "takeSlots",
              {
                type: "say",
                params: {
                  phrase: "bottles.too-many"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "too-many"
                }
              }
            ]
          },
          {
            guard: "hasNoteOnly",
            actions: {
              type: "say",
              params: {
                phrase: "cancelled.help"
              }
            }
          },
          {
            target: "ordering",
            actions: [
              "takeSlots",
              {
                type: "say",
                params: {
                  phrase: "aside"
                }
              }
            ]
          }
        ],
        "user.cancel": [
          {
            guard: "hasOrder",
            target: "cancelling",
            description: "A draft was called off; said again, it is about the order that was placed before."
          },
          {
            actions: {
              type: "say",
              params: {
                phrase: "cancelled.help"
              }
            }
          }
        ],
        "user.restart": {
          target: "ordering",
          actions: [
            "clearSlots",
            {
              type: "say",
              params: {
                phrase: "anew"
              }
            }
          ]
        },
        "user.ask": [
          {
            guard: "asksOrderStatus",
            actions: "lookUpOrder"
          },
          {
            actions: {
              type: "say",
              params: {
                phrase: "answer"
              }
            }
          }
        ],
        "user.language": {
          actions: {
            type: "say",
            params: {
              phrase: "language"
            }
          }
        },
        "user.smalltalk": [
          {
            guard: "isReaction"
          },
          {
            guard: "isShort",
            actions: {
              type: "say",
              params: {
                phrase: "smalltalk"
              }
            }
          },
          {
            target: "ordering",
            actions: {
              type: "say",
              params: {
                phrase: "greeting"
              }
            }
          }
        ],
        "user.media": [
          {
            guard: "isReaction"
          },
          {
            guard: "isPayment",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "media.passed"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "payment"
                }
              }
            ]
          },
          {
            actions: {
              type: "say",
              params: {
                phrase: "cancelled.help"
              }
            }
          }
        ],
        "user.yes": {
          actions: {
            type: "say",
            params: {
              phrase: "cancelled.help"
            }
          }
        },
        "user.no": {
          actions: {
            type: "say",
            params: {
              phrase: "cancelled.help"
            }
          }
        },
        "user.change": [
          {
            guard: "hasSlots",
            target: "ordering",
            actions: "takeSlots"
          },
          {
            actions: {
              type: "say",
              params: {
                phrase: "cancelled.help"
              }
            }
          }
        ],
        "user.repeat": [
          {
            guard: "hasUsual",
            target: "ordering",
            actions: "takeUsual"
          },
          {
            actions: {
              type: "say",
              params: {
                phrase: "cancelled.help"
              }
            }
          }
        ],
        "user.unclear": [
          {
            guard: "tooMany",
            target: "withOperator",
            actions: [
              {
                type: "say",
                params: {
                  phrase: "bottles.too-many"
                }
              },
              {
                type: "transferToOperator",
                params: {
                  reason: "too-many"
                }
              }
            ]
          },
          {
            actions: {
              type: "say",
              params: {
                phrase: "cancelled.help"
              }
            }
          }
        ]
      }
    },
    withOperator: {
      description: "A person holds the conversation. The bot is silent until it ends, or the customer asks to start again.",
      meta: {
        awaits: "nothing"
      },
      after: {
        operatorSilence: {
          target: "greeting",
          actions: "markReleased"
        }
      },
      on: {
        "operator.wrote": {
          target: "withOperator",
          reenter: true,
          actions: "clearReleased"
        },
        "operator.assigned": {},
        "client.flooding": {},
        "operator.left": {
          target: "greeting",
          actions: [
            "clearMisses",
            "clearReleased"
          ]
        },
        "input.rejected": {},
        "user.restart": {
          target: "ordering",
          actions: [
            "markReleased",
            "clearSlots",
            {
              type: "say",
              params: {
                phrase: "restarted"
              }
            }
          ]
        },
        "user.forget": {
          actions: [
            "forgetUsual",
            "forgetCustomer"
          ],
          description: "The wish is met at once; the person answers."
        },
        "user.*": {}
      }
    },
    expired: {
      type: "final",
      description: "Nothing was ordered within a day.",
      entry: {
        type: "say",
        params: {
          phrase: "expired"
        }
      }
    }
  }
})
